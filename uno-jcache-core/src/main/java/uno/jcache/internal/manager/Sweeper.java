/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.DaemonTimer;
import uno.jcache.internal.concurrent.ExecutorTasks;
import uno.jcache.internal.concurrent.Submission;
import uno.jcache.spi.StoreException;

/**
 * Periodically removes expired entries that nobody reads, on the cache's executor.
 *
 * <p>A pass visits all entries. The next pass follows after one second if this one found something;
 * otherwise the delay doubles, up to ten seconds. The delay is at least 100 times the duration of
 * the pass, so that sweeping uses at most 1% of a processor. The duration of a pass in which the
 * store failed is ignored, since it includes time-outs.
 *
 * <p>A pass is submitted from an upkeep thread. If the executor throws or drops it, it is submitted
 * again, so that sweeping does not end. Two passes never run at the same time.
 *
 * <p>It references the cache weakly: a cache that is neither closed nor used any more can be
 * collected.
 */
final class Sweeper {
  private static final Logger LOGGER = System.getLogger(Sweeper.class.getName());
  private static final long SHORTEST_MS = 1_000;
  private static final long LONGEST_MS = 10_000;

  private final WeakReference<ManagedCache<?, ?>> cache;
  private final Executor executor;
  private long delayMs = SHORTEST_MS;
  private volatile DaemonTimer.@Nullable Planned next;
  private volatile boolean stopped;

  private Sweeper(ManagedCache<?, ?> cache, Executor executor) {
    this.cache = new WeakReference<>(cache);
    this.executor = executor;
  }

  static Sweeper start(ManagedCache<?, ?> cache, Executor executor) {
    Sweeper sweeper = new Sweeper(cache, executor);
    sweeper.schedule();
    return sweeper;
  }

  /** Stops sweeping. A pass in progress may still end. */
  void stop() {
    stopped = true;
    DaemonTimer.Planned planned = next;
    if (planned != null) {
      planned.cancel();
    }
  }

  private void schedule() {
    if (!isNeeded()) {
      return;
    }
    next = DaemonTimer.schedule(this::submit, delayMs);
    if (stopped) {
      stop(); // it was stopped in between
    }
  }

  private boolean isNeeded() {
    return !stopped && cache.get() != null;
  }

  /** In an upkeep thread, which runs the pass if the executor runs tasks in the caller's thread. */
  private void submit() {
    Submission.submit(executor, () -> ExecutorTasks.run(executor, this::sweep), this::isNeeded);
  }

  private void sweep() {
    ManagedCache<?, ?> swept = cache.get();
    if (swept == null || stopped) {
      return;
    }
    long start = System.nanoTime();
    long failures = swept.storeFailures();
    long found = 0;
    try {
      found = swept.sweep();
    } catch (StoreException e) {
      LOGGER.log(Level.DEBUG, "Sweeping " + swept + " failed", e); // counted and logged already
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.WARNING, "Removing expired entries from " + swept + " failed", e);
    } finally { // the next pass follows, whatever failed here
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      delayMs = (found > 0) ? SHORTEST_MS : Math.min(2 * delayMs, LONGEST_MS);
      if (swept.storeFailures() == failures) {
        delayMs = Math.max(delayMs, 100 * took);
      }
      schedule();
    }
  }
}
