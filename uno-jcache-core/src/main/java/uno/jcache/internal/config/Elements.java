/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements of a value whose setting takes a list. */
final class Elements {
  private static final String NUMBER = "\\d{1,9}";

  private Elements() {}

  /** Returns the elements of a list or of a numbered list, or null if the value is neither. */
  static @Nullable List<ConfigValue> of(ConfigValue value) {
    return (value instanceof ConfigList list) ? list : numbered(value);
  }

  /**
   * Returns the elements of a list in the notation of properties: {@code name.0}, {@code name.1}
   * and so on. Returns null if the value is not such a list.
   */
  static @Nullable List<ConfigValue> numbered(ConfigValue value) {
    if (!(value instanceof ConfigObject object)
        || object.isEmpty()
        || !object.keySet().stream().allMatch(key -> key.matches(NUMBER))) {
      return null;
    }
    return object.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * Returns whether a value is from a file. A file can contain lists and sections; properties and
   * environment variables can contain them only as text.
   */
  static boolean isOfFile(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    return origin.filename() != null || origin.url() != null || origin.resource() != null;
  }
}
