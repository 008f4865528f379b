/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task once on an executor of the application, even if the executor throws or silently drops
 * tasks: a task that has not started is submitted again after 1 second, then 2, 4, and so on up to
 * a minute. The first submission that starts runs the task; the others do nothing.
 */
public final class Submission {
  private static final Logger LOGGER = System.getLogger(Submission.class.getName());
  private static final long SHORTEST_MS = 1_000;
  private static final long LONGEST_MS = 60_000;

  private final Executor executor;
  private final AtomicReference<@Nullable Runnable> task;
  private final BooleanSupplier needed;
  private long waitMs = SHORTEST_MS;
  private volatile DaemonTimer.@Nullable Planned next;

  private Submission(Executor executor, Runnable task, BooleanSupplier needed) {
    this.executor = executor;
    this.task = new AtomicReference<>(task);
    this.needed = needed;
  }

  /**
   * Submits a task, which handles its own failures. Throws nothing.
   *
   * @param needed called before each repetition; the task is dropped when this returns false
   */
  public static void submit(Executor executor, Runnable task, BooleanSupplier needed) {
    new Submission(executor, task, needed).submit();
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.DEBUG, "An executor failed; a task that has not started is tried again", e);
    }
    if (task.get() != null) {
      next = DaemonTimer.schedule(this::submitAgain, waitMs);
      waitMs = Math.min(2 * waitMs, LONGEST_MS);
      if (task.get() == null) {
        cancelNext(); // the task started in between
      }
    }
  }

  private void submitAgain() {
    if (task.get() != null && needed.getAsBoolean()) {
      submit();
    }
  }

  private void run() {
    Runnable mine = task.getAndSet(null);
    if (mine != null) {
      cancelNext();
      mine.run();
    }
  }

  private void cancelNext() {
    DaemonTimer.Planned planned = next;
    if (planned != null) {
      planned.cancel();
    }
  }
}
