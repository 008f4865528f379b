/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Locale;

/** What the threads do; the ids are the names of the methods of the benchmarks. */
enum Operation {
  GET("get"),
  PUT("put"),
  MIX("75 % get, 25 % put");

  private final String label;

  Operation(String label) {
    this.label = label;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String label() {
    return label;
  }
}
