/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import com.codahale.metrics.MetricRegistry;
import java.time.Instant;
import java.util.List;

/**
 * What the caches of a manager do: counts and latencies by provider and by region, over time, and
 * as metrics.
 *
 * <p>A region counts where its JCache statistics are enabled, or where this monitoring is, which it
 * is not from the start: {@link #enable}, or {@code uno-jcache.monitoring.enabled = true} in the
 * configuration. It costs an operation what JCache statistics do. Counts go up only: neither the
 * {@code clear} of a JCache statistics bean nor the end of a region takes back what its provider
 * counted.
 *
 * <p>A history begins when monitoring is enabled, or else at the first call of a method here that
 * needs one. It takes a bounded memory, about 130 KB for each region and provider that counts: ten
 * minutes by the second and a day by the minute.
 *
 * <p>Safe for use by many threads. After the end of the manager, methods throw {@link
 * IllegalStateException}.
 */
public interface CacheMonitoring {
  /** Lets all regions count, those that come later included, and begins their histories. */
  void enable();

  /** Lets only those regions count whose JCache statistics are enabled. What was counted stays. */
  void disable();

  /** Returns whether all regions count. */
  boolean isEnabled();

  /**
   * Counts one more for a provider.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   * @see #record(String, StatisticType, long)
   */
  default void record(String provider, StatisticType type) {
    record(provider, type, 1);
  }

  /**
   * Adds to what a provider counted, whether monitoring is enabled or not: for what the application
   * does beside its caches.
   *
   * @param value how much to add
   * @throws IllegalArgumentException if the value is negative; nothing is added then
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  void record(String provider, StatisticType type, long value);

  /**
   * Returns what a provider counted in the last hour, by the minute.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   * @see #providerStatistics(String, Instant)
   */
  List<HistoryPoint> providerStatistics(String provider);

  /**
   * Returns what a provider counted over time, the oldest first: by the second where all of it is
   * of the last ten minutes; else by the minute, up to a day back. A second or minute in which
   * nothing happened has no point.
   *
   * @param since the earliest time; of a second or minute that has it in its midst, all counts
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  List<HistoryPoint> providerStatistics(String provider, Instant since);

  /**
   * Returns what a provider counted so far, regions that are no more included.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheSummary providerSummary(String provider);

  /**
   * Returns what a region counted in the last hour, by the minute.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   * @see #regionStatistics(String, Instant)
   */
  List<HistoryPoint> regionStatistics(String region);

  /**
   * Returns what a region counted over time, as {@link #providerStatistics(String, Instant)} does.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  List<HistoryPoint> regionStatistics(String region, Instant since);

  /**
   * Returns what a region counted so far.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  CacheSummary regionSummary(String region);

  /**
   * Returns what each level of a region did, the nearest first: one where the region has no levels
   * in front of its provider.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  List<LevelSummary> levels(String region);

  /**
   * Returns the registry that has our metrics: the application's, where it handed one over, or else
   * one of this manager's own. The metrics go with their regions, and all with the manager.
   */
  MetricRegistry metrics();

  /**
   * Moves our metrics to a registry of the application's. A name that is taken there stays with
   * whom it is; the log tells then.
   */
  void reportTo(MetricRegistry registry);
}
