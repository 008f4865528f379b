/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerClockTest {
  private static final long MILLI = 1_000_000; // in nanoseconds
  private static final long MICROS = 1_700_000_000_000_000L;

  private final ServerClock clock = new ServerClock();
  private final long now = System.nanoTime();

  /** Tells of a server whose time is {@link #MICROS} and an offset, now. */
  private void told(long offsetMicros, long roundTripMillis) {
    clock.record(
        MICROS + offsetMicros,
        now - roundTripMillis * MILLI / 2,
        now + roundTripMillis * MILLI / 2);
  }

  /** Returns how much earlier than the server's time it is thought to be, in microseconds. */
  private long early() {
    return MICROS - clock.at(now);
  }

  @Test
  void whatIsNotKnownIsLongAgo() {
    assertThat(clock.at(now)).isZero();
  }

  @Test
  void aTimeIsNeverTooLate() {
    told(0, 100);
    assertThat(early())
        .as("half the round trip, and what clocks drift")
        .isBetween(50_000L, 55_000L);
    assertThat(clock.at(now + 1_000 * MILLI) - clock.at(now)).isBetween(999_000L, 1_000_001L);
  }

  @Test
  void theMostExactOfTheLastSamplesCounts() {
    told(100, 2);
    told(-20_000, 100);
    told(1_000, 50);
    assertThat(early()).isBetween(900L, 5_000L);
  }

  @Test
  void aSampleThatContradictsTheOthersReplacesThem() {
    told(0, 2);
    told(3_600_000_000L, 100); // the clock was set
    assertThat(early() + 3_600_000_000L).isBetween(50_000L, 55_000L);
    told(-3_600_000_000L, 100);
    assertThat(early() - 3_600_000_000L).isBetween(50_000L, 55_000L);
  }

  @Test
  void theTimeIsAskedForOnceASecond() {
    assertThat(clock.isRefreshDue(now)).isTrue();
    assertThat(clock.isRefreshDue(now + 999 * MILLI)).isFalse();
    assertThat(clock.isRefreshDue(now + 1_000 * MILLI)).isTrue();
    assertThat(clock.isRefreshDue(now + 1_001 * MILLI)).isFalse();
  }
}
