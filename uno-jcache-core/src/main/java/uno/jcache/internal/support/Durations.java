/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.time.Duration;

/** Durations as the milliseconds that caches count in. */
public final class Durations {
  private Durations() {}

  /** Returns a duration in whole milliseconds; one that is longer than time goes on, as that. */
  public static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
