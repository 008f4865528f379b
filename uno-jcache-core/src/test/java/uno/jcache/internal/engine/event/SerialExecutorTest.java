/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks in their order, on an executor that may fail. */
class SerialExecutorTest {
  enum Fault {
    THROWS,
    ERROR,
    DROPS,
    TAKES_AND_THROWS
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void allTasksRunOnceAndInOrderThoughTheExecutorFailsOnce(Fault fault) {
    AtomicInteger calls = new AtomicInteger();
    Executor flaky =
        task -> {
          if (calls.incrementAndGet() == 1) {
            switch (fault) {
              case THROWS -> throw new IllegalStateException("the pool is being reconfigured");
              case ERROR -> throw new OutOfMemoryError("unable to create native thread");
              case TAKES_AND_THROWS -> {
                ForkJoinPool.commonPool().execute(task);
                throw new IllegalStateException("a decorator failed");
              }
              case DROPS -> {
                return;
              }
            }
          }
          ForkJoinPool.commonPool().execute(task);
        };
    SerialExecutor executor = new SerialExecutor(flaky);
    List<Integer> ran = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 5; i++) {
      int task = i;
      executor.execute(() -> ran.add(task));
    }
    await().atMost(20, SECONDS).until(() -> ran.size() >= 5);
    executor.execute(() -> ran.add(5));
    await().atMost(20, SECONDS).until(() -> ran.size() >= 6);
    assertThat(ran).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aTaskThatFailsDoesNotKeepTheOthersFromRunning() {
    SerialExecutor executor = new SerialExecutor(Runnable::run);
    List<Integer> ran = new CopyOnWriteArrayList<>();
    executor.execute(
        () -> {
          executor.execute(() -> ran.add(2));
          ran.add(1);
          throw new AssertionError("a listener");
        });
    assertThat(ran).containsExactly(1, 2);
  }
}
