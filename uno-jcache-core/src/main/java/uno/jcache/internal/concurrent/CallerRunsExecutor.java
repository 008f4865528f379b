/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs a task in the caller's thread where the executor does not take it, being shut down, say. For
 * short work that must not be put off, such as the eviction of a store in memory; other work goes
 * to a {@link BackgroundExecutor}.
 */
public final class CallerRunsExecutor implements Executor {
  private final Executor executor;

  private CallerRunsExecutor(Executor executor) {
    this.executor = executor;
  }

  /**
   * Returns an executor that takes every task. The common pool is one already, and is returned as
   * it is: Caffeine must see it as such, as on others it leaves the rest of a long upkeep to the
   * next operation.
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
