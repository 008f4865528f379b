/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Knows on which executor a thread runs a task of ours. A loader, processor or listener that starts
 * another such task there, and waits for it, would wait for a thread of a pool that may have none
 * left: such a task runs in the calling thread.
 */
public final class ExecutorTasks {
  /** Only while a task runs: threads of the application's keep nothing of ours. */
  private static final ThreadLocal<@Nullable Executor> CURRENT = new ThreadLocal<>();

  private ExecutorTasks() {}

  /** Runs a task in this thread, as one of that executor. */
  public static void run(Executor executor, Runnable task) {
    Executor before = CURRENT.get();
    CURRENT.set(executor);
    try {
      task.run();
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /** Returns whether this thread runs one of our tasks on that executor. */
  public static boolean isIn(Executor executor) {
    Executor current = CURRENT.get();
    if (current == null) {
      CURRENT.remove(); // get left an entry
    }
    return executor.equals(current);
  }

  /** Returns whether this thread is one of that executor, as far as can be told. */
  public static boolean isThreadOf(Executor executor) {
    return isIn(executor)
        || (Thread.currentThread() instanceof ForkJoinWorkerThread worker
            && executor.equals(worker.getPool()));
  }
}
