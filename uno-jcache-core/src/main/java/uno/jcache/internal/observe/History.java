/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.StatisticType;

/**
 * Counts over time, in a ring buffer of periods of equal length; new periods overwrite the oldest,
 * so memory is bounded. Not thread-safe.
 */
final class History {
  private static final int TYPES = StatisticType.values().length;

  private final int points;
  private final long seconds;
  private final long[] starts; // of each point, in units of its length since the epoch
  private final long[] counts; // of each point, one after the other

  /**
   * Creates an empty history.
   *
   * @param points how many periods to keep
   * @param length the length of a period, in whole seconds
   */
  History(int points, Duration length) {
    this.points = points;
    this.seconds = length.toSeconds();
    this.starts = new long[points];
    this.counts = new long[points * TYPES];
    Arrays.fill(starts, Long.MIN_VALUE);
  }

  /** Adds counts to the period of a time, each type at its {@link Statistics#index}. */
  void add(Instant time, long[] counted) {
    long start = at(time);
    int point = (int) Math.floorMod(start, (long) points);
    if (starts[point] != start) {
      starts[point] = start;
      Arrays.fill(counts, point * TYPES, (point + 1) * TYPES, 0);
    }
    for (int type = 0; type < TYPES; type++) {
      counts[point * TYPES + type] += counted[type];
    }
  }

  private long at(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), seconds);
  }

  /** Returns the start of the oldest period that may still be kept. */
  Instant earliest(Instant now) {
    return Instant.ofEpochSecond((at(now) - points + 1) * seconds);
  }

  /** Returns the points from one time to another, the oldest first. */
  List<HistoryPoint> between(Instant since, Instant now) {
    long first = Math.max(at(since), at(earliest(now)));
    long last = at(now);
    List<HistoryPoint> found = new ArrayList<>();
    for (int point = 0; point < points; point++) {
      if (starts[point] >= first && starts[point] <= last) {
        found.add(
            new HistoryPoint(
                Instant.ofEpochSecond(starts[point] * seconds),
                Duration.ofSeconds(seconds),
                Statistics.counts(Arrays.copyOfRange(counts, point * TYPES, (point + 1) * TYPES))));
      }
    }
    found.sort(Comparator.comparing(HistoryPoint::start));
    return found;
  }
}
