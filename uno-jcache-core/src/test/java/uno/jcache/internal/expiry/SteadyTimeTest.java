/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  private final AtomicLong wall = new AtomicLong(1_000_000);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final SteadyTime time =
      new SteadyTime(() -> Instant.ofEpochMilli(wall.get()), nanos::get);

  @Test
  void goesOnWithWhatPassesWhateverTheSystemsClockIsSetTo() {
    assertThat(time.millis()).isEqualTo(1_000_000);
    wall.addAndGet(-TimeUnit.HOURS.toMillis(1));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2)); // which overflows, as it may
    assertThat(time.millis()).isEqualTo(1_002_000);
    wall.addAndGet(TimeUnit.DAYS.toMillis(1));
    assertThat(time.instant()).isEqualTo(Instant.ofEpochMilli(1_002_000));
  }

  @Test
  void withTheSystemsClockItFollowsStepsForwardAndNoneBack() {
    InstantSource later = time.orLater(() -> Instant.ofEpochMilli(wall.get()));
    wall.addAndGet(-TimeUnit.HOURS.toMillis(1));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(later.millis()).isEqualTo(1_002_000);
    wall.addAndGet(TimeUnit.HOURS.toMillis(3));
    assertThat(later.instant()).isEqualTo(Instant.ofEpochMilli(wall.get()));
  }
}
