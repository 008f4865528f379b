/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.util.List;
import java.util.Map;

/**
 * A region in JMX: {@code uno.jcache:type=Region,CacheManager=...,Cache=...}, beside the beans of
 * the standard, where the JCache management of the cache is enabled. Counts are those since the
 * region was created; latencies are in microseconds, of a sample of operations, and 0 where there
 * is none.
 */
public interface RegionMXBean {
  /** Returns the name of the provider that keeps the entries. */
  String getProvider();

  /** Returns how long an entry lives, in milliseconds; -1 where no time is set. */
  long getTimeToLiveMillis();

  /** Returns how many entries the region holds at most, or how much they weigh together. */
  long getMaximumSize();

  /**
   * Returns about how many entries there are; -1 where the store would have to look at all of them
   * to tell, as in Redis: see {@link #countEntries}.
   */
  long getSize();

  /** Returns which kind of invalidation rules the region follows: a {@code StrategyType}. */
  String getInvalidationStrategy();

  /** Returns whether the region counts what it does. */
  boolean isCounting();

  /** Returns how many reads found their entries. */
  long getHits();

  /** Returns how many reads did not find their entries. */
  long getMisses();

  /** Returns how many values the application stored. */
  long getPuts();

  /** Returns how many entries were removed or invalidated. */
  long getRemovals();

  /** Returns how many entries were dropped to keep the bound. */
  long getEvictions();

  /** Returns how many entries were found to have expired. */
  long getExpirations();

  /** Returns how often a loader, a writer, an entry processor or the store failed. */
  long getErrors();

  /** Returns which part of the reads found their entries, from 0 to 1. */
  double getHitRatio();

  /** Returns the median time of reads. */
  double getGetMicrosP50();

  /** Returns the time that 95 in a hundred reads did not exceed. */
  double getGetMicrosP95();

  /** Returns the time that 99 in a hundred reads did not exceed. */
  double getGetMicrosP99();

  /** Returns the median time of writes. */
  double getPutMicrosP50();

  /** Returns the time that 95 in a hundred writes did not exceed. */
  double getPutMicrosP95();

  /** Returns the time that 99 in a hundred writes did not exceed. */
  double getPutMicrosP99();

  /** Returns the median time of removals. */
  double getRemoveMicrosP50();

  /** Returns the time that 95 in a hundred removals did not exceed. */
  double getRemoveMicrosP95();

  /** Returns the time that 99 in a hundred removals did not exceed. */
  double getRemoveMicrosP99();

  /** Returns which providers keep entries of the region, the nearest level first. */
  List<String> getLevels();

  /** Returns how many reads found their entries in a level in front of the last. */
  long getNearHits();

  /** Returns what the store of the last level tells of itself, such as how many bytes it takes. */
  Map<String, String> getStoreDetails();

  /**
   * Counts the entries, dead ones included. Where {@link #getSize} is -1, this looks at all of
   * them, in one scan of the server: do not call it from time to time.
   */
  long countEntries();

  /** Removes all entries, and tells neither writer nor listeners. */
  void clear();

  /**
   * Removes the entries whose keys match a pattern, as {@link
   * uno.jcache.UnoCache#invalidateMatching} does.
   *
   * @return how many entries were removed
   */
  long invalidate(String pattern);
}
