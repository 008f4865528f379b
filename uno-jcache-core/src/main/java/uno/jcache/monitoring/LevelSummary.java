/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/**
 * What one level of a region did while the region counted. A read goes from level to level until
 * one has the entry.
 *
 * @param provider the name of the provider that keeps the level
 * @param hits how many reads found their entries in this level
 * @param misses how many reads looked for their entries in this level in vain
 * @param evictions how many entries the level dropped to keep its bound
 * @param size about how many entries there are in it; {@link #UNKNOWN} where the store would have
 *     to look at all of them to tell, as in Redis
 * @param reads how long it took to look in this level and, in vain, behind it; of a level that is
 *     asked first, nothing, as that is timed for the region
 */
public record LevelSummary(
    String provider, long hits, long misses, long evictions, long size, CacheLatency reads) {
  /** The size of a level that does not know it. */
  public static final long UNKNOWN = -1;
}
