/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.List;

/** Medians and other places in what was measured. */
final class Medians {
  private Medians() {}

  static double of(List<Double> values) {
    return at(values, 0.5);
  }

  /** Returns what this part of the values is no larger than. */
  static double at(List<Double> values, double part) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
  }
}
