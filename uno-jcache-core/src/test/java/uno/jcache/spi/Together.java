/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs tasks at one time, each in a thread of its own. */
public final class Together {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Together() {}

  /** What one of the threads does. */
  @FunctionalInterface
  public interface Task {
    /** Does it. Whatever this throws fails the test. */
    void run() throws Exception;
  }

  /** Runs one task several times at once, as {@link #run(Task...)} does. */
  public static void run(int threads, Task task) throws Exception {
    run(Collections.nCopies(threads, task).toArray(Task[]::new));
  }

  /**
   * Runs the tasks and returns when all have ended.
   *
   * @throws AssertionError if one failed, or did not end within a minute
   */
  public static void run(Task... tasks) throws Exception {
    CyclicBarrier start = new CyclicBarrier(tasks.length);
    Map<Thread, FutureTask<Boolean>> running = new LinkedHashMap<>();
    for (Task task : tasks) {
      FutureTask<Boolean> end = new FutureTask<>(() -> runAfter(start, task));
      Thread thread = new Thread(end, "together " + running.size());
      thread.setDaemon(true); // one that hangs fails its test and not the build
      running.put(thread, end);
    }
    running.keySet().forEach(Thread::start);
    await(running);
  }

  private static boolean runAfter(CyclicBarrier start, Task task) throws Exception {
    start.await();
    task.run();
    return true;
  }

  private static void await(Map<Thread, FutureTask<Boolean>> running) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    AssertionError failure = null;
    StringBuilder hanging = new StringBuilder();
    for (Map.Entry<Thread, FutureTask<Boolean>> each : running.entrySet()) {
      try {
        each.getValue().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) { // tells more than that others hung for want of this one
        failure = new AssertionError("One of the threads failed", e.getCause());
      } catch (TimeoutException e) {
        hanging.append("\n").append(each.getKey().getName());
        for (StackTraceElement frame : each.getKey().getStackTrace()) {
          hanging.append("\n    at ").append(frame);
        }
      }
    }
    if (!hanging.isEmpty()) {
      running.keySet().forEach(Thread::interrupt);
      AssertionError hung =
          new AssertionError("Threads did not end within " + LIMIT + ":" + hanging);
      if (failure == null) {
        throw hung;
      }
      failure.addSuppressed(hung);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
