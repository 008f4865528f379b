/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.time.Duration;

/** Converts durations to milliseconds, the unit of caches. */
public final class Durations {
  private Durations() {}

  /** Returns a duration in milliseconds, or the nearest {@code long} if it overflows. */
  public static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
