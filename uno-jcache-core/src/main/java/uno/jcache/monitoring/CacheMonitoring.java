/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import com.codahale.metrics.MetricRegistry;
import java.time.Instant;
import java.util.List;

/**
 * The monitoring of a manager's caches: counts and latencies by provider and by region, over time,
 * and as metrics.
 *
 * <p>A region counts if its JCache statistics or this monitoring are enabled. Monitoring is
 * disabled by default; enable it by {@link #enable}, or {@code uno-jcache.monitoring.enabled =
 * true} in the configuration. It costs as much as JCache statistics. Counts never decrease:
 * clearing the JCache statistics bean, or removing a region, does not change the counts of the
 * provider.
 *
 * <p>Histories start when monitoring is enabled, or at the first call of a method here that needs
 * one. Their memory is bounded: about 130 KB for each region and provider that counts, for ten
 * minutes by the second and a day by the minute.
 *
 * <p>Safe for use by many threads. After the manager is closed, methods throw {@link
 * IllegalStateException}.
 */
public interface CacheMonitoring {
  /** Enables counting in all regions, including later ones, and starts their histories. */
  void enable();

  /** Disables counting in regions whose JCache statistics are disabled. Counts are kept. */
  void disable();

  /** Returns whether monitoring is enabled. */
  boolean isEnabled();

  /**
   * Adds one to a count of a provider.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   * @see #record(String, StatisticType, long)
   */
  default void record(String provider, StatisticType type) {
    record(provider, type, 1);
  }

  /**
   * Adds to a count of a provider, even if monitoring is disabled: for operations of the
   * application outside of its caches.
   *
   * @param value how much to add
   * @throws IllegalArgumentException if the value is negative; nothing is added then
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  void record(String provider, StatisticType type, long value);

  /**
   * Returns the counts of a provider in the last hour, by the minute.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   * @see #providerStatistics(String, Instant)
   */
  List<HistoryPoint> providerStatistics(String provider);

  /**
   * Returns the counts of a provider over time, the oldest first: one point per second if {@code
   * since} is within the last ten minutes, otherwise one per minute, for up to a day. A second or
   * minute in which nothing happened has no point.
   *
   * @param since the earliest time; the second or minute that contains it is included as a whole
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  List<HistoryPoint> providerStatistics(String provider, Instant since);

  /**
   * Returns the counts of a provider so far, including those of removed regions.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheSummary providerSummary(String provider);

  /**
   * Returns the counts of a region in the last hour, by the minute.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   * @see #regionStatistics(String, Instant)
   */
  List<HistoryPoint> regionStatistics(String region);

  /**
   * Returns the counts of a region over time, as {@link #providerStatistics(String, Instant)} does.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  List<HistoryPoint> regionStatistics(String region, Instant since);

  /**
   * Returns the counts of a region so far.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  CacheSummary regionSummary(String region);

  /**
   * Returns the counts of each level of a region, the nearest first; one level if the region has no
   * near caches.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  List<LevelSummary> levels(String region);

  /**
   * Returns which keys of a region are read most, and which hit ratio to expect from a larger
   * limit.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  ReadProfile readProfile(String region);

  /**
   * Returns the registry of this manager's metrics: the one passed to {@link #reportTo}, or else
   * one of its own. The metrics of a region are removed with it, and all metrics with the manager.
   */
  MetricRegistry metrics();

  /**
   * Moves this manager's metrics to a registry of the application. If a name is already used there,
   * our metric is not registered, and a warning is logged.
   */
  void reportTo(MetricRegistry registry);
}
