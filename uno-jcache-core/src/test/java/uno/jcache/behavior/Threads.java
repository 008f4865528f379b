/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;

/** Runs pieces of a test in threads of their own. None of them can hang the build. */
public final class Threads {
  /** After this time a thread counts as hanging. */
  public static final int PATIENCE = 20;

  private Threads() {}

  /** What one of several threads does. */
  public interface Task {
    void run(int thread) throws Exception;
  }

  /** Starts a thread. */
  public static <T> CompletableFuture<T> start(Callable<T> task) {
    var result = new CompletableFuture<T>();
    var thread =
        new Thread(
            () -> {
              try {
                result.complete(task.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  /** Waits for what a thread returns, and fails if it takes too long. */
  public static <T> T join(CompletableFuture<T> thread) throws Exception {
    return thread.get(PATIENCE, SECONDS);
  }

  /** Runs the task in several threads, which begin at the same time, and waits for all. */
  public static void together(int threads, Task task) throws Exception {
    var barrier = new CyclicBarrier(threads);
    List<CompletableFuture<Boolean>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      running.add(
          start(
              () -> {
                barrier.await(PATIENCE, SECONDS);
                task.run(number);
                return true;
              }));
    }
    for (CompletableFuture<Boolean> thread : running) {
      join(thread);
    }
  }
}
