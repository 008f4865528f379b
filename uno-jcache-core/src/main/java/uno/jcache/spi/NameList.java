/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a list of names in a property or an environment variable: {@code a, b} or {@code [a, b]},
 * with or without quotes.
 */
final class NameList {
  private NameList() {}

  /**
   * Returns the names in a text. A comma in quotes is part of a name; one at the end is ignored.
   *
   * @throws com.typesafe.config.ConfigException if a quoted name is not a valid string
   */
  static List<String> split(String text) {
    String names = withoutBrackets(text.strip());
    List<String> split = new ArrayList<>();
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i < names.length(); i++) {
      char c = names.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        split.add(unquoted(names.substring(start, i)));
        start = i + 1;
      }
    }
    if (!names.substring(start).isBlank()) {
      split.add(unquoted(names.substring(start)));
    }
    return split;
  }

  /**
   * Removes brackets around the whole text, but not those of {@code [a-z]*} or {@code [::1]:6379}.
   */
  private static String withoutBrackets(String text) {
    boolean isQuoted = false;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted) {
        depth += (c == '[') ? 1 : (c == ']') ? -1 : 0;
      }
      if (depth == 0) { // the first bracket is closed here, or there is none
        return (i > 0 && i == text.length() - 1) ? text.substring(1, i) : text;
      }
    }
    return text;
  }

  private static String unquoted(String part) {
    String name = part.strip();
    return (name.length() > 1 && name.startsWith("\"") && name.endsWith("\""))
        ? ConfigFactory.parseString("name = " + name).getString("name")
        : name;
  }
}
