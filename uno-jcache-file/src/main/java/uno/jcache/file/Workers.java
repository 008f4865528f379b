/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that maintain the regions of one provider. All of them start when the first region is
 * opened, because it may be impossible to start one later. They end after the last region was
 * closed.
 *
 * <p>There are two, so that a long task of one region does not delay the others. Safe for use by
 * many threads.
 */
final class Workers {
  static final int COUNT = 2;

  private final String prefix;
  private int tasks; // guarded by the monitor, as are the threads
  private @Nullable ScheduledThreadPoolExecutor threads;

  /**
   * Prepares threads; the first task starts them.
   *
   * @param name of the provider
   */
  Workers(String name) {
    this.prefix = "uno-jcache-file-" + name + "-";
  }

  /**
   * Runs a task periodically, until {@link #remove}.
   *
   * @param task never throws
   * @param pauseNanos between two runs, in nanoseconds
   * @throws OutOfMemoryError if memory is full or the process has too many threads; the task is
   *     then not run
   */
  synchronized Future<?> add(Runnable task, long pauseNanos) {
    ScheduledThreadPoolExecutor running = (threads == null) ? start() : threads;
    Future<?> added =
        running.scheduleWithFixedDelay(task, pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
    threads = running;
    tasks++;
    return added;
  }

  private ScheduledThreadPoolExecutor start() {
    AtomicInteger count = new AtomicInteger();
    ScheduledThreadPoolExecutor started =
        new ScheduledThreadPoolExecutor(
            COUNT, task -> OwnThreads.newThread(prefix + count.incrementAndGet(), task));
    started.setRemoveOnCancelPolicy(true);
    started.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    try {
      int unused = started.prestartAllCoreThreads();
      return started;
    } catch (Error e) {
      started.shutdown();
      throw e;
    }
  }

  /** Stops running a task. Ends the threads if it was the last one. */
  synchronized void remove(Future<?> added) {
    boolean unused = added.cancel(false);
    if (--tasks == 0) {
      requireNonNull(threads).shutdown();
      threads = null;
    }
  }

  /** Runs a task once, soon. Does nothing if no periodic task is left. */
  @SuppressWarnings("EmptyCatch") // the last periodic task was removed just now
  void runSoon(Runnable task) {
    ScheduledThreadPoolExecutor running = threads();
    if (running != null) {
      try {
        running.execute(task);
      } catch (RejectedExecutionException e) {
        // see above
      }
    }
  }

  /**
   * Replaces threads that have ended, which happens when the heap is full. Must be called
   * periodically.
   */
  @SuppressWarnings("EmptyCatch") // the next call tries again
  void restart() {
    ScheduledThreadPoolExecutor running = threads();
    if (running != null && running.getPoolSize() < COUNT) {
      try {
        int unused = running.prestartAllCoreThreads();
      } catch (OutOfMemoryError e) {
        // see above
      }
    }
  }

  private synchronized @Nullable ScheduledThreadPoolExecutor threads() {
    return threads;
  }
}
