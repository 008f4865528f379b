/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work that nobody waits for, on an executor that may be saturated. */
class BackgroundExecutorTest {
  @Test
  void aSaturatedExecutorNeverRunsATaskInTheCallersThread() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Executor saturated =
        task -> {
          if (calls.incrementAndGet() <= 2) {
            throw new RejectedExecutionException("saturated");
          }
          ForkJoinPool.commonPool().execute(task);
        };
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    new BackgroundExecutor(saturated).execute(() -> ran.complete(Thread.currentThread()));
    assertThat(ran.get(20, SECONDS)).isNotEqualTo(Thread.currentThread());
    assertThat(calls).hasValue(3);
  }

  @Test
  void anExecutorOfTheCallersThreadRunsItThere() {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    new BackgroundExecutor(Runnable::run).execute(() -> ran.complete(Thread.currentThread()));
    assertThat(ran).isCompletedWithValue(Thread.currentThread());
  }
}
