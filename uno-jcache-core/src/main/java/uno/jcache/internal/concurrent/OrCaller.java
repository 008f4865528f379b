/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/** Runs a task in its caller's thread where the executor takes it no more, being shut down, say. */
public final class OrCaller implements Executor {
  private final Executor executor;

  private OrCaller(Executor executor) {
    this.executor = executor;
  }

  /**
   * Returns an executor that takes every task. The common pool is one already, and is returned as
   * it is: Caffeine must see it as such, as on others it leaves the rest of a long upkeep to the
   * next operation.
   */
  public static Executor of(Executor executor) {
    return (executor == ForkJoinPool.commonPool()) ? executor : new OrCaller(executor);
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
