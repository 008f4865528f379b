/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts every task and does not run it in the caller's thread, unless the application's executor
 * does. A task that the executor rejects or drops is submitted again, from another thread. For long
 * tasks on which no caller waits.
 *
 * <p>After {@value #MAX_RETRIES} more submissions, about ten minutes, a task is dropped: it must
 * not keep an application in memory whose executor was shut down.
 */
public final class BackgroundExecutor implements Executor {
  private static final Logger LOGGER = System.getLogger(BackgroundExecutor.class.getName());
  private static final int MAX_RETRIES = 15;

  private final Executor executor;

  /** Runs tasks on an executor of the application. */
  public BackgroundExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Returns the executor that runs the tasks. */
  Executor delegate() {
    return executor;
  }

  @Override
  public void execute(Runnable task) {
    AtomicInteger left = new AtomicInteger(MAX_RETRIES);
    Submission.submit(executor, task, () -> isLeft(left));
  }

  private boolean isLeft(AtomicInteger left) {
    if (left.getAndDecrement() > 0) {
      return true;
    }
    LOGGER.log(Level.WARNING, "The executor " + executor + " does not run tasks; one was dropped");
    return false;
  }
}
