/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The sizes of caches to compare.
 *
 * @param values each size once, in ascending order
 */
record Sizes(List<Long> values) {
  /** Reads sizes that stand between commas. */
  static Sizes parse(String text) {
    SortedSet<Long> sizes = new TreeSet<>();
    for (String size : text.split(",", -1)) {
      sizes.add(parseSize(size));
    }
    return new Sizes(List.copyOf(sizes));
  }

  /** Reads one size. */
  static long parseSize(String text) {
    long size;
    try {
      size = Long.parseLong(text);
    } catch (NumberFormatException e) {
      boolean large = text.matches("\\d+");
      throw new IllegalArgumentException(
          "'" + text + (large ? "' is too large" : "' is not a whole number"), e);
    }
    if (size < 1) {
      throw new IllegalArgumentException("a cache of " + text + " entries would hold nothing");
    }
    return size;
  }
}
