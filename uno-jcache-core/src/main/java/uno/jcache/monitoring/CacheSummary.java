/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/**
 * What a provider or a region did up to when somebody asked.
 *
 * @param name the name of the provider or region
 * @param counts how often what happened
 * @param get how long reads took, entry processors included
 * @param put how long writes took
 * @param remove how long removals took
 */
public record CacheSummary(
    String name, CacheCounts counts, CacheLatency get, CacheLatency put, CacheLatency remove) {
  /** Returns which part of the reads found their entries, from 0 to 1; 0 where there were none. */
  public double hitRatio() {
    return counts.hitRatio();
  }
}
