/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Suggests known words for a mistyped one. */
public final class Nearest {
  private Nearest() {}

  /** Returns a hint for a message: the most similar word, and all known words. */
  public static String hint(String text, Collection<String> known) {
    String all = known.stream().sorted().collect(Collectors.joining(", "));
    return nearest(text, known).map(word -> "did you mean '" + word + "'? ").orElse("")
        + (all.isEmpty() ? "None is known." : "Known: " + all);
  }

  /** Returns the most similar word, if any is similar enough. */
  public static Optional<String> nearest(String text, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(text, word) <= Math.max(1, Math.min(text.length(), 9) / 3))
        .min(Comparator.comparingInt((String word) -> distance(text, word)).thenComparing(w -> w));
  }

  /** Returns the Levenshtein distance: how many letters must be added, removed or changed. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
