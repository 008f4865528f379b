/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/**
 * A snapshot of the counts and latencies of a provider or region.
 *
 * @param name the name of the provider or region
 * @param counts the counts so far
 * @param get the latency of reads and entry processors
 * @param put the latency of writes
 * @param remove the latency of removals
 */
public record CacheSummary(
    String name, CacheCounts counts, CacheLatency get, CacheLatency put, CacheLatency remove) {
  /** Returns the hit ratio: hits / gets, or 0 if there were no gets. */
  public double hitRatio() {
    return counts.hitRatio();
  }
}
