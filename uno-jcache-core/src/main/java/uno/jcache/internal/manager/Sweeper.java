/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS, executor).execute(this);
  }

  @Override
  public void run() {
    @Nullable CacheFacade<?, ?> swept = cache.get();
    if (swept == null || swept.isClosed()) {
      return;
    }
    long start = System.nanoTime();
    long found = 0;
    try {
      found = swept.sweep();
    } catch (RuntimeException e) { // of a listener: the next pass goes on
      LOGGER.log(Level.WARNING, "Removing what has expired from " + swept + " failed", e);
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    delayMs = (found > 0) ? SHORTEST_MS : Math.min(2 * delayMs, LONGEST_MS);
    delayMs = Math.max(delayMs, 100 * took);
    schedule();
  }
}
