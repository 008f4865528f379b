/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/**
 * The counts of one level of a region: of a near cache or of the backing store. Counted while the
 * region counts. A read tries the levels in order until one has the entry.
 *
 * @param provider the name of the provider that keeps the level
 * @param hits how many reads found the entry in this level
 * @param misses how many reads missed in this level
 * @param evictions how many entries the level evicted
 * @param size the approximate number of its entries; {@link #UNKNOWN} if that would need a scan, as
 *     in Redis
 * @param reads the latency of reads in this level and the levels behind it; empty for the first
 *     level, whose reads are in the region's latency
 */
public record LevelSummary(
    String provider, long hits, long misses, long evictions, long size, CacheLatency reads) {
  /** The size of a level that does not know it. */
  public static final long UNKNOWN = -1;
}
