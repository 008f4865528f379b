/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Removes expired entries that nobody reads, from time to time, on the cache's executor.
 *
 * <p>A pass looks at all entries. The next follows after a second if this one found something,
 * later and later, to ten seconds, if not; and never before a hundred times what this one took:
 * sweeping costs at most one hundredth of a processor, however large the cache is.
 *
 * <p>It holds the cache weakly: a cache that nobody closes or uses any more can be collected.
 */
final class Sweeper implements Runnable {
  private static final Logger LOGGER = System.getLogger(Sweeper.class.getName());
  private static final long SHORTEST_MS = 1_000;
  private static final long LONGEST_MS = 10_000;

  private final WeakReference<CacheFacade<?, ?>> cache;
  private final Executor executor;
  private long delayMs = SHORTEST_MS;

  private Sweeper(CacheFacade<?, ?> cache, Executor executor) {
    this.cache = new WeakReference<>(cache);
    this.executor = executor;
  }

  static void start(CacheFacade<?, ?> cache, Executor executor) {
    new Sweeper(cache, executor).schedule();
  }

  private void schedule() {
    CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS, this::execute).execute(this);
  }

  private void execute(Runnable sweep) {
    try {
      executor.execute(sweep);
    } catch (RejectedExecutionException e) {
      if (isWanted(cache.get())) {
        schedule(); // it may have been too busy
      }
    }
  }

  private static boolean isWanted(@Nullable CacheFacade<?, ?> cache) {
    return cache != null && !cache.isClosed();
  }

  @Override
  public void run() {
    CacheFacade<?, ?> swept = cache.get();
    if (swept == null || !isWanted(swept)) {
      return;
    }
    long start = System.nanoTime();
    long found = 0;
    try {
      found = swept.sweep();
    } catch (RuntimeException | Error e) { // the next pass goes on
      LOGGER.log(Level.WARNING, "Removing what has expired from " + swept + " failed", e);
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    delayMs = (found > 0) ? SHORTEST_MS : Math.min(2 * delayMs, LONGEST_MS);
    delayMs = Math.max(delayMs, 100 * took);
    schedule();
  }
}
