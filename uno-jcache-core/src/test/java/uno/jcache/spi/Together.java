/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "together");
              thread.setDaemon(true); // one that hangs fails its test and not the build
              return thread;
            });
    try {
      CyclicBarrier start = new CyclicBarrier(tasks.length);
      List<Callable<Boolean>> calls = new ArrayList<>();
      Arrays.stream(tasks).forEach(task -> calls.add(() -> runAfter(start, task)));
      await(threads.invokeAll(calls, LIMIT.toSeconds(), TimeUnit.SECONDS));
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean runAfter(CyclicBarrier start, Task task) throws Exception {
    start.await();
    task.run();
    return true;
  }

  private static void await(List<Future<Boolean>> ends) throws InterruptedException {
    AssertionError failure = null;
    for (Future<Boolean> end : ends) {
      try {
        end.get();
      } catch (ExecutionException e) { // tells more than that others hung for want of this one
        throw new AssertionError("One of the threads failed", e.getCause());
      } catch (CancellationException e) {
        failure = new AssertionError("One of the threads did not end within " + LIMIT, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
