/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.expiry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread that tells live entries from dead ones. */
class CoarseClockTest {
  @Test
  void aThreadThatCannotBeStartedOnceIsStartedByTheNextReading() {
    AtomicInteger made = new AtomicInteger();
    CoarseClock clock =
        new CoarseClock(
            InstantSource.system(),
            true,
            task -> {
              Thread thread =
                  (made.incrementAndGet() > 1)
                      ? new Thread(task)
                      : new Thread(task) {
                        @Override
                        public synchronized void start() {
                          throw new OutOfMemoryError("unable to create native thread");
                        }
                      };
              thread.setDaemon(true);
              return thread;
            });
    long stopped = clock.horizon();
    assertThat(clock.now()).isPositive();
    assertThat(clock.horizon()).isEqualTo(stopped);
    assertThat(clock.now()).isPositive();
    await().atMost(10, SECONDS).until(() -> clock.horizon() < stopped);
    assertThat(made).hasValue(2);
  }
}
