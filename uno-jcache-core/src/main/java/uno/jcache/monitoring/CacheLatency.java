/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.time.Duration;

/**
 * Latency percentiles of one kind of operation, excluding loads. Computed over the last 1,024
 * samples.
 *
 * @param samples the number of timed operations: the first thousand, then about one in 128
 * @param p50 the median
 * @param p95 the 95th percentile
 * @param p99 the 99th percentile
 */
public record CacheLatency(long samples, Duration p50, Duration p95, Duration p99) {
  /** No samples. */
  public static final CacheLatency NONE =
      new CacheLatency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
