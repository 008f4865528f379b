/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import com.codahale.metrics.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.StatisticType;

/** The counts of one region or provider: totals, history and meters. */
final class Series {
  private static final StatisticType[] TYPES = StatisticType.values();
  private static final int SECONDS = 600;
  private static final int MINUTES = 24 * 60;

  private final String name;
  private final Latencies latencies;

  // Guarded by this.
  private final long[] totals = new long[TYPES.length];
  private final Map<StatisticType, Meter> meters = new EnumMap<>(StatisticType.class);
  private @Nullable History seconds;
  private @Nullable History minutes;

  Series(String name, Latencies latencies) {
    this.name = name;
    this.latencies = latencies;
  }

  Latencies latencies() {
    return latencies;
  }

  /** Returns the difference between new totals and the totals so far. */
  synchronized long[] difference(long[] newTotals) {
    long[] difference = new long[TYPES.length];
    for (int type = 0; type < difference.length; type++) {
      difference[type] = newTotals[type] - totals[type];
    }
    return difference;
  }

  /**
   * Adds counts.
   *
   * @param time when they were counted; null if unknown, to leave them out of the history
   */
  synchronized void add(long[] counted, @Nullable Instant time) {
    boolean any = false;
    for (int type = 0; type < counted.length; type++) {
      totals[type] += counted[type];
      any |= counted[type] != 0;
    }
    if (time == null || !any) {
      return;
    }
    if (seconds == null || minutes == null) {
      seconds = new History(SECONDS, Duration.ofSeconds(1));
      minutes = new History(MINUTES, Duration.ofMinutes(1));
    }
    seconds.add(time, counted);
    minutes.add(time, counted);
    meters.forEach(
        (type, meter) -> {
          long n = counted[Statistics.index(type)];
          if (n != 0) {
            meter.mark(n);
          }
        });
  }

  /** Returns the history, the oldest first. */
  synchronized List<HistoryPoint> between(Instant since, Instant now) {
    if (seconds == null || minutes == null) {
      return List.of();
    }
    return (since.isBefore(seconds.earliest(now)) ? minutes : seconds).between(since, now);
  }

  /** Returns the meter of a type, always the same. It counts from the first call on. */
  synchronized Meter meter(StatisticType type) {
    return meters.computeIfAbsent(type, t -> new Meter());
  }

  synchronized CacheCounts counts() {
    return Statistics.counts(totals);
  }

  CacheSummary summary() {
    return new CacheSummary(
        name,
        counts(),
        latencies.summary(Kind.GET),
        latencies.summary(Kind.PUT),
        latencies.summary(Kind.REMOVE));
  }
}
