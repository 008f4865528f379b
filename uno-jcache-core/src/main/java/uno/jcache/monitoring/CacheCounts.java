/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/**
 * Exact counts of hits, misses, puts, removals, evictions, expirations and errors.
 *
 * @param hits see {@link StatisticType#HIT}
 * @param misses see {@link StatisticType#MISS}
 * @param puts see {@link StatisticType#PUT}
 * @param removals see {@link StatisticType#REMOVAL}
 * @param evictions see {@link StatisticType#EVICTION}
 * @param expirations see {@link StatisticType#EXPIRATION}
 * @param errors see {@link StatisticType#ERROR}
 */
public record CacheCounts(
    long hits,
    long misses,
    long puts,
    long removals,
    long evictions,
    long expirations,
    long errors) {
  /** Returns the count of a type. */
  public long of(StatisticType type) {
    return switch (type) {
      case HIT -> hits;
      case MISS -> misses;
      case PUT -> puts;
      case REMOVAL -> removals;
      case EVICTION -> evictions;
      case EXPIRATION -> expirations;
      case ERROR -> errors;
    };
  }

  /** Returns the number of reads: hits and misses. */
  public long gets() {
    return hits + misses;
  }

  /** Returns the hit ratio: hits / gets, or 0 if there were no gets. */
  public double hitRatio() {
    return (gets() == 0) ? 0 : (double) hits / gets();
  }
}
