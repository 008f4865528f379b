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
 * The threads that look after the regions of one provider. They are there while one of these is
 * open: all of them from the beginning, as it may be impossible to start one later.
 *
 * <p>More than one, so that a region with much to do holds up no other. Safe for use by many
 * threads.
 */
final class Workers {
  static final int COUNT = 2;

  private final String prefix;
  private int tasks; // by the monitor, as what follows
  private @Nullable ScheduledThreadPoolExecutor threads;

  /**
   * Prepares threads.
   *
   * @param name of the provider
   */
  Workers(String name) {
    this.prefix = "uno-jcache-file-" + name + "-";
  }

  /**
   * Runs a task again and again, until {@link #remove}.
   *
   * @param task fails never
   * @param pauseNanos from the end of a run to the next one, in nanoseconds
   * @throws OutOfMemoryError also where there are too many threads; then nothing is run
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

  /** Does not run a task again; ends the threads after the last one. */
  synchronized void remove(Future<?> added) {
    boolean unused = added.cancel(false);
    if (--tasks == 0) {
      requireNonNull(threads).shutdown();
      threads = null;
    }
  }

  /** Runs a task once, soon. Does nothing when there is none that is run again and again. */
  @SuppressWarnings("EmptyCatch") // the last one was removed just now
  void runSoon(Runnable task) {
    ScheduledThreadPoolExecutor running = threads();
    if (running != null) {
      try {
        running.execute(task);
      } catch (RejectedExecutionException e) {
        // as said
      }
    }
  }

  /** Starts threads in the place of those that ended, as in a full heap; to be called at times. */
  @SuppressWarnings("EmptyCatch") // the next call may do better
  void restart() {
    ScheduledThreadPoolExecutor running = threads();
    if (running != null && running.getPoolSize() < COUNT) {
      try {
        int unused = running.prestartAllCoreThreads();
      } catch (OutOfMemoryError e) {
        // as said
      }
    }
  }

  private synchronized @Nullable ScheduledThreadPoolExecutor threads() {
    return threads;
  }
}
