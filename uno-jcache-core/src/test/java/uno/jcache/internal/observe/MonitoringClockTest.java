/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.monitoring.StatisticType;
import uno.jcache.spi.Together;

/** Monitoring by a clock that the test moves, ticking when the test says so. */
class MonitoringClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final AtomicInteger ticking = new AtomicInteger();
  private final Region region = new Region();
  private final Monitoring monitoring =
      new Monitoring(URI.create("m"), () -> List.of("memory"), () -> now, this::tick);

  private Runnable tick(Monitoring ticked) {
    ticking.incrementAndGet();
    return ticking::decrementAndGet;
  }

  /** A region that counts when the test says so. */
  private static final class Region implements MonitoredCache {
    private final Statistics statistics = new Statistics(0);

    @Override
    public String getName() {
      return "users";
    }

    @Override
    public String provider() {
      return "memory";
    }

    @Override
    public Statistics statistics() {
      return statistics;
    }

    @Override
    public List<LevelSummary> levels() {
      return List.of();
    }

    @Override
    public ReadProfile profile() {
      return statistics.profile(0);
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    void hits(int n) {
      for (int i = 0; i < n; i++) {
        statistics.countHit();
      }
    }
  }

  @BeforeEach
  void addTheRegion() {
    monitoring.add(region);
  }

  private void hitsAndTick(int n, Duration later) {
    region.hits(n);
    monitoring.tick();
    now = now.plus(later);
  }

  private static List<Long> hits(List<HistoryPoint> points) {
    return points.stream().map(point -> point.counts().hits()).toList();
  }

  @Test
  void theLastTenMinutesAreThereByTheSecond() {
    monitoring.enable();
    for (int second = 0; second < 700; second++) {
      hitsAndTick(1 + second % 2, Duration.ofSeconds(1));
    }
    now = now.minusSeconds(1); // of the last tick
    List<HistoryPoint> points = monitoring.providerStatistics("memory", now.minusSeconds(599));
    assertThat(points).hasSize(600);
    assertThat(points.get(0).length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(points.get(0).start()).isEqualTo(START.plusSeconds(100));
    assertThat(hits(points)).startsWith(1L, 2L, 1L, 2L);
    assertThat(monitoring.regionStatistics("users", now.minusSeconds(1))).hasSize(2);
  }

  @Test
  void theLastDayIsThereByTheMinute() {
    monitoring.enable();
    for (int minute = 0; minute < 25 * 60; minute++) {
      hitsAndTick(3, Duration.ofSeconds(30));
      hitsAndTick(4, Duration.ofSeconds(30));
    }
    now = now.minusSeconds(1);
    List<HistoryPoint> day = monitoring.providerStatistics("memory", START);
    assertThat(day).hasSize(24 * 60);
    assertThat(hits(day)).containsOnly(7L);
    assertThat(day.get(0).length()).isEqualTo(Duration.ofMinutes(1));
    assertThat(day.get(0).start()).isEqualTo(START.plus(Duration.ofHours(1)));
    assertThat(monitoring.providerStatistics("memory")).as("the last hour").hasSize(61);
    assertThat(monitoring.providerSummary("memory").counts().hits()).isEqualTo(25 * 60 * 7);
  }

  @Test
  void aTimeInWhichNothingHappenedHasNoPoint() {
    monitoring.enable();
    hitsAndTick(1, Duration.ofSeconds(5));
    hitsAndTick(0, Duration.ofSeconds(5));
    hitsAndTick(1, Duration.ZERO);
    assertThat(monitoring.providerStatistics("memory", START))
        .extracting(HistoryPoint::start)
        .containsExactly(START, START.plusSeconds(10));
  }

  @Test
  void whatWasCountedBeforeTheHistoryBeganIsInTheSummaryOnly() {
    region.statistics().setJCacheEnabled(true);
    region.hits(5);
    assertThat(monitoring.providerStatistics("memory", START)).isEmpty();
    region.hits(2);
    assertThat(hits(monitoring.providerStatistics("memory", START))).containsExactly(2L);
    assertThat(monitoring.providerSummary("memory").counts().hits()).isEqualTo(7);
  }

  @Test
  void theTickRunsWhileItIsOfUse() {
    assertThat(ticking).hasValue(0);
    monitoring.enable();
    monitoring.enable();
    assertThat(ticking).hasValue(1);
    monitoring.disable();
    assertThat(ticking).hasValue(0);
    assertThat(monitoring.metrics().getNames()).isNotEmpty();
    assertThat(ticking).hasValue(1);
    monitoring.enable();
    monitoring.disable();
    assertThat(ticking).as("the registry wants it still").hasValue(1);
    monitoring.close();
    assertThat(ticking).hasValue(0);
  }

  @Test
  void aMeterCountsWhatTheRegionDoes() {
    var metrics = monitoring.metrics();
    region.statistics().setMonitored(true);
    hitsAndTick(3, Duration.ofSeconds(1));
    region.hits(4);
    monitoring.record("memory", StatisticType.HIT, 10);
    monitoring.tick();
    assertThat(metrics.meter("uno.jcache.m.region.users.hits").getCount()).isEqualTo(7);
    assertThat(metrics.meter("uno.jcache.m.provider.memory.hits").getCount()).isEqualTo(17);
  }

  @Test
  void whatTheStandardResetsOrPausesIsCountedAllTheSame() {
    monitoring.enable();
    region.hits(5);
    region.statistics().setJCacheEnabled(true);
    region.statistics().setJCacheEnabled(false);
    region.hits(5);
    assertThat(monitoring.regionSummary("users").counts().hits()).isEqualTo(10);
  }

  @Test
  void nothingIsLostOrDoubledWhileManyCountAndCollect() throws Exception {
    monitoring.enable();
    Together.run(
        6,
        () -> {
          for (int i = 0; i < 200; i++) {
            region.hits(50);
            monitoring.tick();
          }
        });
    long counted =
        hits(monitoring.providerStatistics("memory", START)).stream().mapToLong(hits -> hits).sum();
    assertThat(counted).isEqualTo(60_000);
    assertThat(monitoring.regionSummary("users").counts().hits()).isEqualTo(60_000);
  }
}
