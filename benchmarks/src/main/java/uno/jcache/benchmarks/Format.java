/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.time.Duration;
import java.util.Locale;

/** How numbers are written. */
final class Format {
  private Format() {}

  /** Writes two decimals, or as many as make two digits of something small. */
  static String ratio(double ratio) {
    int decimals = 2;
    for (double bound = 0.1; ratio < bound && decimals < 6; bound /= 10) {
      decimals++;
    }
    return decimals(ratio, decimals);
  }

  /** Writes about three digits. */
  static String significant(double value) {
    if (value >= 100) {
      return decimals(value, 0);
    }
    return (value >= 10) ? decimals(value, 1) : decimals(value, 2);
  }

  static String decimals(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    // A tiny negative number, which memory can seem to be, is not minus zero.
    return (Double.parseDouble(text) == 0) ? text.replace("-", "") : text;
  }

  static String percent(double fraction) {
    return decimals(fraction * 100, 0) + " %";
  }

  static String minutes(Duration duration) {
    return String.format(
        Locale.ROOT, "%d:%02d min", duration.toMinutes(), duration.toSecondsPart());
  }
}
