/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.util.List;
import java.util.Map;

/**
 * A region in JMX: {@code uno.jcache:type=Region,CacheManager=...,Cache=...}, besides the beans of
 * JSR-107. Registered if the JCache management of the cache is enabled. Counts are those since the
 * region was created; latencies are in microseconds, of a sample of operations, and 0 without a
 * sample.
 */
public interface RegionMXBean {
  /** Returns the name of the provider that keeps the entries. */
  String getProvider();

  /** Returns the time to live of a new entry, in milliseconds; -1 if none is set. */
  long getTimeToLiveMillis();

  /** Returns the maximum number of entries, or their maximum weight. */
  long getMaximumSize();

  /**
   * Returns the approximate number of entries; -1 if that would need a scan, as in Redis: see
   * {@link #countEntries}.
   */
  long getSize();

  /** Returns which kind of invalidation rules the region follows: a {@code StrategyType}. */
  String getFollowedRules();

  /** Returns whether the region counts: its statistics or the monitoring are enabled. */
  boolean isCounting();

  /** Returns how many reads found the entry. */
  long getHits();

  /** Returns how many reads did not find the entry. */
  long getMisses();

  /** Returns how many values the application stored. */
  long getPuts();

  /** Returns how many entries were removed or invalidated. */
  long getRemovals();

  /** Returns how many entries were evicted to keep the maximum size. */
  long getEvictions();

  /** Returns how many entries were found to have expired. */
  long getExpirations();

  /** Returns the number of errors: see {@link StatisticType#ERROR}. */
  long getErrors();

  /** Returns the hit ratio: hits / gets, or 0 if there were no gets. */
  double getHitRatio();

  /** Returns the median of read times. */
  double getGetMicrosP50();

  /** Returns the 95th percentile of read times. */
  double getGetMicrosP95();

  /** Returns the 99th percentile of read times. */
  double getGetMicrosP99();

  /** Returns the median of write times. */
  double getPutMicrosP50();

  /** Returns the 95th percentile of write times. */
  double getPutMicrosP95();

  /** Returns the 99th percentile of write times. */
  double getPutMicrosP99();

  /** Returns the median of removal times. */
  double getRemoveMicrosP50();

  /** Returns the 95th percentile of removal times. */
  double getRemoveMicrosP95();

  /** Returns the 99th percentile of removal times. */
  double getRemoveMicrosP99();

  /** Returns the providers of the region's levels, the nearest first. */
  List<String> getLevels();

  /** Returns how many reads found the entry in a near cache. */
  long getNearHits();

  /** Returns details of the backing store, such as its size in bytes. */
  Map<String, String> getStoreDetails();

  /**
   * Counts the entries, including dead ones. If {@link #getSize} is -1, this scans the server: do
   * not call it periodically.
   */
  long countEntries();

  /** Removes all entries, without calling the writer or notifying listeners. */
  void clear();

  /**
   * Removes the entries whose keys match a pattern, as {@link
   * uno.jcache.UnoCache#invalidateMatching} does.
   *
   * @return how many entries were removed
   */
  long invalidate(String pattern);
}
