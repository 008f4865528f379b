/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Remembers on which executor a thread runs a task of this library. If a loader, processor or
 * listener starts another task there and waits for it, the pool may have no free thread: such a
 * task runs in the calling thread.
 */
public final class ExecutorTasks {
  /**
   * Set only while a task runs, so that threads of the application do not refer to this library.
   */
  private static final ThreadLocal<@Nullable Executor> CURRENT = new ThreadLocal<>();

  private ExecutorTasks() {}

  /**
   * Loads this class, and does nothing else. A task may run late, when the application is gone and
   * its class loader is closed, which then loads no more classes.
   */
  public static void load() {}

  /** Runs a task in this thread, which belongs to the executor. */
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

  /** Returns whether this thread runs a task of this library on the executor. */
  public static boolean isIn(Executor executor) {
    Executor current = CURRENT.get();
    if (current == null) {
      CURRENT.remove(); // get() has created an entry
    }
    return executor.equals(current);
  }

  /** Returns whether this thread belongs to the executor, as far as is known. */
  public static boolean isThreadOf(Executor executor) {
    return isIn(executor)
        || (Thread.currentThread() instanceof ForkJoinWorkerThread worker
            && executor.equals(worker.getPool()));
  }
}
