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

/** What a value says where a key takes several. */
final class Elements {
  private static final String NUMBER = "\\d{1,9}";

  private Elements() {}

  /** Returns the elements of a list, also of a numbered one; null where the value is none. */
  static @Nullable List<ConfigValue> of(ConfigValue value) {
    return (value instanceof ConfigList list) ? list : numbered(value);
  }

  /**
   * Returns the elements of a list that was written with {@code key.0} and {@code key.1}, as
   * properties do; null where the value is none.
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
   * Returns whether a value is written in a file. Others, of properties and environment variables,
   * have nothing but texts for what a file has lists and sections for.
   */
  static boolean isOfFile(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    return origin.filename() != null || origin.url() != null || origin.resource() != null;
  }
}
