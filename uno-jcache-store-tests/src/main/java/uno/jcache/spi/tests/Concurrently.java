/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs tasks at the same time, each in a thread of its own. */
final class Concurrently {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Concurrently() {}

  /** What one thread does. Whatever it throws fails the test. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  /**
   * Runs the tasks and returns when all have ended.
   *
   * @throws AssertionError if one failed, or did not end within a minute
   */
  static void run(List<Task> tasks) throws InterruptedException {
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    List<FutureTask<Boolean>> ends = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Task task : tasks) {
      FutureTask<Boolean> end =
          new FutureTask<>(
              () -> {
                start.await();
                task.run();
                return true;
              });
      Thread thread = new Thread(end, "contract-" + threads.size());
      thread.setDaemon(true); // one that hangs fails its test and not the build
      ends.add(end);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    await(threads, ends);
  }

  private static void await(List<Thread> threads, List<FutureTask<Boolean>> ends)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    AssertionError failure = null;
    AssertionError hung = null;
    for (int i = 0; i < threads.size(); i++) {
      try {
        ends.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) { // says more than that others wait for this one
        failure = new AssertionError("A thread failed", e.getCause());
      } catch (TimeoutException e) {
        hung = new AssertionError("A thread did not end within " + LIMIT);
        hung.setStackTrace(threads.get(i).getStackTrace());
      }
    }
    threads.forEach(Thread::interrupt);
    if (failure != null) {
      throw failure;
    } else if (hung != null) {
      throw hung;
    }
  }
}
