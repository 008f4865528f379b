/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the periodic tasks of all caches and managers, in up to {@value #MAX_THREADS} daemon
 * threads, which end when they are idle. Only that many slow tasks at the same time delay others.
 *
 * <p>Unlike a {@link java.util.concurrent.ThreadPoolExecutor}, it prefers an idle thread to a new
 * one, and a failure to start a thread does no harm while another one runs.
 */
final class UpkeepThreads implements Executor {
  static final int MAX_THREADS = 4;

  private static final Logger LOGGER = System.getLogger(UpkeepThreads.class.getName());
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Queue<Runnable> tasks =
      new ArrayDeque<>(); // guarded by this, as are the fields below
  private final ThreadFactory factory;
  private int threads;
  private int idle;

  UpkeepThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  /**
   * Runs a task soon.
   *
   * @throws RejectedExecutionException if no thread runs and none can be started; the task is not
   *     run then
   */
  @Override
  public synchronized void execute(Runnable task) {
    tasks.add(task);
    if (tasks.size() <= idle) {
      notify(); // an idle thread
    } else if (threads < MAX_THREADS) {
      startThread(task);
    }
  }

  private synchronized void startThread(Runnable task) {
    threads++;
    try {
      factory.newThread(this::work).start();
    } catch (RuntimeException | Error e) { // such as an OutOfMemoryError
      threads--;
      if (threads == 0) {
        tasks.remove(task);
        throw new RejectedExecutionException("A thread cannot be started", e);
      }
    }
  }

  private void work() {
    boolean ended = false;
    try {
      for (Runnable task = next(); task != null; task = next()) {
        run(task);
      }
      ended = true;
    } finally {
      if (!ended) {
        leave();
      }
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.WARNING, "A periodic task failed", e);
    }
  }

  /** Returns the next task; or null if there was none for a while, so that the thread ends. */
  private synchronized @Nullable Runnable next() {
    long end = System.nanoTime() + IDLE_NANOS;
    idle++;
    try {
      while (tasks.isEmpty()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
          threads--;
          return null;
        }
        await(millis);
      }
      return tasks.poll();
    } finally {
      idle--;
    }
  }

  @SuppressWarnings({"WaitNotInLoop", "EmptyCatch"}) // the caller loops
  private synchronized void await(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      // meant for a task that has ended, not for this thread
    }
  }

  private synchronized void leave() {
    threads--;
  }
}
