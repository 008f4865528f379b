/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes every task, and runs none in the caller's thread unless the application's executor does so
 * itself: a task that the executor rejects or drops is submitted again, from another thread. For
 * work that may take long, and that nobody waits for.
 *
 * <p>After {@value #MOST} more submissions, some ten minutes, a task is given up: an executor that
 * was shut down with its application must not keep that in memory.
 */
public final class BackgroundExecutor implements Executor {
  private static final Logger LOGGER = System.getLogger(BackgroundExecutor.class.getName());
  private static final int MOST = 15;

  private final Executor executor;

  /** Has the tasks run by an executor of the application's. */
  public BackgroundExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Returns the executor that runs the tasks. */
  Executor delegate() {
    return executor;
  }

  @Override
  public void execute(Runnable task) {
    AtomicInteger left = new AtomicInteger(MOST);
    Submission.submit(executor, task, () -> isLeft(left));
  }

  private boolean isLeft(AtomicInteger left) {
    if (left.getAndDecrement() > 0) {
      return true;
    }
    LOGGER.log(Level.WARNING, "The executor " + executor + " runs no tasks; one is given up");
    return false;
  }
}
