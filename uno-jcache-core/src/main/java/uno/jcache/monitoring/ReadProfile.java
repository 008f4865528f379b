/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.util.List;

/**
 * What the reads of a region look like. Estimated from a sample of the reads that the region
 * counted, so it is empty for a region that does not count.
 *
 * @param hotKeys the keys that are read most, the most read first; at most ten, each of which has
 *     at least one percent of the reads
 * @param sizes the hit ratio to expect from larger limits, the smallest first. Empty if nothing was
 *     evicted, so that a larger limit would change nothing; if the store does not report evictions;
 *     or if the region is limited by weight.
 */
public record ReadProfile(List<HotKey> hotKeys, List<SizeEstimate> sizes) {
  /** Creates a profile. */
  public ReadProfile {
    hotKeys = List.copyOf(hotKeys);
    sizes = List.copyOf(sizes);
  }

  /**
   * A key that is read often.
   *
   * @param key its text
   * @param share its share of the reads, from 0 to 1
   */
  public record HotKey(String key, double share) {}

  /**
   * The hit ratio to expect from a limit.
   *
   * @param maximumSize how many entries the region would keep
   * @param hitRatio from 0 to 1; rather too low than too high
   */
  public record SizeEstimate(long maximumSize, double hitRatio) {}
}
