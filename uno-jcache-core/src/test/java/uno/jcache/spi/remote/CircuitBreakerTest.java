/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CircuitBreakerTest {
  private final Throwable first = new IllegalStateException("first");
  private final Throwable later = new IllegalStateException("later");
  private final Throwable none = new IllegalStateException("none");

  /** What becomes of the next attempt, which waits for it. */
  private final BlockingQueue<Throwable> outcomes = new SynchronousQueue<>();

  private final BlockingQueue<Thread> attempts = new ArrayBlockingQueue<>(100);
  private final CircuitBreaker breaker =
      new CircuitBreaker("server", this::attempt, CircuitBreakerTest::thread);

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  private @Nullable Throwable attempt() {
    attempts.add(Thread.currentThread());
    try {
      Throwable outcome = outcomes.take();
      return (outcome == none) ? null : outcome;
    } catch (InterruptedException e) {
      return null;
    }
  }

  @AfterEach
  void end() {
    attempts.forEach(Thread::interrupt);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(first);
    }
  }

  @Test
  void aFewFailuresAreNoReason() {
    fail(2);
    assertThat(breaker.refusal()).isNull();
    breaker.succeeded();
    fail(2);
    assertThat(breaker.refusal()).isNull();
    fail(1);
    assertThat(breaker.refusal()).isSameAs(first);
  }

  @Test
  void aThreadThatCannotBeStartedOnceIsStartedByTheNextFailure() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    CircuitBreaker breaker =
        new CircuitBreaker(
            "server",
            this::attempt,
            task ->
                (made.incrementAndGet() > 1)
                    ? new Thread(task)
                    : new Thread(task) {
                      @Override
                      public synchronized void start() {
                        throw new OutOfMemoryError("unable to create native thread");
                      }
                    });
    for (int i = 0; i < 3; i++) {
      breaker.failed(first);
    }
    assertThat(breaker.refusal()).as("nobody would end it").isNull();
    breaker.failed(first);
    assertThat(breaker.refusal()).isSameAs(first);
    Thread unused = attempts.take();
    outcomes.put(none);
    await().until(() -> breaker.refusal() == null);
  }

  @Test
  void noCallerHasToTryItself() throws InterruptedException {
    fail(3);
    Thread trying = attempts.take();
    assertThat(trying.isDaemon()).isTrue();
    assertThat(breaker.refusal()).as("for as long as there is no answer").isSameAs(first);
    outcomes.put(none);
    await().until(() -> breaker.refusal() == null);
    trying.join();
    fail(3);
    assertThat(attempts.take()).as("it begins anew").isNotSameAs(trying);
  }

  @Test
  void itIsTriedAgainAndTheLastReasonIsTold() throws InterruptedException {
    fail(3);
    outcomes.put(later);
    await().until(() -> breaker.refusal() == later);
    outcomes.put(none);
    await().until(() -> breaker.refusal() == null);
    assertThat(attempts).hasSize(2);
  }

  @Test
  void anAnswerToACallerIsEnough() throws InterruptedException {
    fail(3);
    Thread trying = attempts.take();
    breaker.succeeded();
    assertThat(breaker.refusal()).isNull();
    fail(4);
    assertThat(attempts).as("who tries already is enough").isEmpty();
    outcomes.put(none);
    trying.join();
  }
}
