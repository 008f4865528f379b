/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.DaemonTimer;
import uno.jcache.spi.StoreException;

/**
 * Removes expired entries that nobody reads, from time to time, on the cache's executor.
 *
 * <p>A pass looks at all entries. The next follows after a second if this one found something,
 * later and later, to ten seconds, if not; and never before a hundred times what this one took:
 * sweeping costs at most one hundredth of a processor, however large the cache is.
 *
 * <p>It holds the cache weakly: a cache that nobody closes or uses any more can be collected.
 */
final class Sweeper {
  private static final Logger LOGGER = System.getLogger(Sweeper.class.getName());
  private static final long SHORTEST_MS = 1_000;
  private static final long LONGEST_MS = 10_000;

  private final WeakReference<CacheFacade<?, ?>> cache;
  private final Executor executor;
  private long delayMs = SHORTEST_MS;
  private volatile @Nullable Future<?> next;
  private volatile boolean stopped;

  private Sweeper(CacheFacade<?, ?> cache, Executor executor) {
    this.cache = new WeakReference<>(cache);
    this.executor = executor;
  }

  static Sweeper start(CacheFacade<?, ?> cache, Executor executor) {
    Sweeper sweeper = new Sweeper(cache, executor);
    sweeper.schedule();
    return sweeper;
  }

  /** Sweeps no more. A pass under way may still end. */
  void stop() {
    stopped = true;
    Future<?> planned = next;
    if (planned != null) {
      planned.cancel(false);
    }
  }

  private void schedule() {
    if (stopped || cache.get() == null) {
      return;
    }
    next = DaemonTimer.schedule(this::execute, delayMs);
    if (stopped) {
      stop(); // it came in between
    }
  }

  private void execute() {
    try {
      executor.execute(this::sweep);
    } catch (RejectedExecutionException e) {
      schedule(); // it may have been too busy
    }
  }

  private void sweep() {
    CacheFacade<?, ?> swept = cache.get();
    if (swept == null || stopped) {
      return;
    }
    long start = System.nanoTime();
    long found = 0;
    try {
      found = swept.sweep();
    } catch (StoreException e) {
      LOGGER.log(Level.DEBUG, "Sweeping " + swept + " failed", e); // counted and told already
    } catch (RuntimeException | Error e) { // the next pass goes on
      LOGGER.log(Level.WARNING, "Removing what has expired from " + swept + " failed", e);
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    delayMs = (found > 0) ? SHORTEST_MS : Math.min(2 * delayMs, LONGEST_MS);
    delayMs = Math.max(delayMs, 100 * took);
    schedule();
  }
}
