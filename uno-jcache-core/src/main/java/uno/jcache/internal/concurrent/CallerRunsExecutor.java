/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs a task in the caller's thread if the executor rejects it, as when it was shut down. For
 * short tasks that must not be delayed, such as eviction in memory; {@link BackgroundExecutor} runs
 * others.
 */
public final class CallerRunsExecutor implements Executor {
  private final Executor executor;

  private CallerRunsExecutor(Executor executor) {
    this.executor = executor;
  }

  /**
   * Returns an executor that accepts every task. The common pool already does, and is returned
   * itself: Caffeine must recognize it, as on other executors it leaves the rest of a long
   * maintenance to the next operation.
   */
  public static Executor of(Executor executor) {
    Executor own = (executor instanceof BackgroundExecutor it) ? it.delegate() : executor;
    return (own instanceof ForkJoinPool pool && pool == ForkJoinPool.commonPool())
        ? own
        : new CallerRunsExecutor(own);
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}
