/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.time.Duration;

/**
 * How long operations of one kind took, without the loads that they led to. Each time is that which
 * so many in a hundred of the last 1,024 samples did not exceed.
 *
 * @param samples how many operations were timed: the first thousand, then about one in 128
 * @param p50 the median
 * @param p95 of 95 in a hundred
 * @param p99 of 99 in a hundred
 */
public record CacheLatency(long samples, Duration p50, Duration p95, Duration p99) {
  /** Where nothing was timed. */
  public static final CacheLatency NONE =
      new CacheLatency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
