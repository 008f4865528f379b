/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.StatisticType;

class HistoryTest {
  private static final Instant START = Instant.ofEpochSecond(6_000);

  private final History history = new History(5, Duration.ofMinutes(1));

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private void hits(Instant time, long n) {
    long[] counted = new long[StatisticType.values().length];
    counted[Statistics.index(StatisticType.HIT)] = n;
    history.add(time, counted);
  }

  private static List<Long> hits(List<HistoryPoint> points) {
    return points.stream().map(point -> point.counts().hits()).toList();
  }

  @Test
  void addsWhatBelongsToOnePoint() {
    hits(at(0), 1);
    hits(at(59), 2);
    hits(at(60), 4);

    List<HistoryPoint> points = history.between(at(0), at(60));
    assertThat(hits(points)).containsExactly(3L, 4L);
    assertThat(points).extracting(HistoryPoint::start).containsExactly(at(0), at(60));
    assertThat(points.get(0).length()).isEqualTo(Duration.ofMinutes(1));
    assertThat(points.get(0).counts().gets()).isEqualTo(3);
    assertThat(points.get(0).counts().puts()).isZero();
  }

  @Test
  void theLatestTakeThePlacesOfTheOldest() {
    for (int minute = 0; minute < 12; minute++) {
      hits(at(60L * minute), minute);
    }
    assertThat(hits(history.between(at(0), at(11 * 60))))
        .as("oldest first")
        .containsExactly(7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void whatIsOlderThanTheRingIsNotShown() {
    hits(at(0), 1);
    hits(at(60), 2);
    assertThat(history.earliest(at(5 * 60))).isEqualTo(at(60));
    assertThat(hits(history.between(Instant.MIN, at(5 * 60)))).containsExactly(2L);
    assertThat(history.between(at(0), at(60_000))).isEmpty();
  }

  @Test
  void showsThePointThatTheBeginningIsIn() {
    hits(at(0), 1);
    hits(at(60), 2);
    hits(at(120), 4);
    assertThat(hits(history.between(at(119), at(120)))).containsExactly(2L, 4L);
    assertThat(hits(history.between(at(121), at(120)))).containsExactly(4L);
  }

  @Test
  void aClockThatIsSetBackLosesNothing() {
    hits(at(120), 1);
    hits(at(60), 2);
    hits(at(120), 4);
    assertThat(hits(history.between(at(0), at(120)))).containsExactly(2L, 5L);
    assertThat(hits(history.between(at(0), at(60))))
        .as("nothing of the future")
        .containsExactly(2L);
  }

  @Test
  void timesBeforeTheEpochAreTimes() {
    hits(Instant.ofEpochSecond(-1), 3);
    List<HistoryPoint> points = history.between(Instant.ofEpochSecond(-60), Instant.EPOCH);
    assertThat(hits(points)).containsExactly(3L);
    assertThat(points.get(0).start()).isEqualTo(Instant.ofEpochSecond(-60));
  }
}
