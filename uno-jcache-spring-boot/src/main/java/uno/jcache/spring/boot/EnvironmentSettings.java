/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The settings in an environment, as the properties that a manager takes. */
final class EnvironmentSettings {
  private static final String ROOT = "uno-jcache";

  /** An index of a list, as in {@code events[0]}. */
  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");

  private EnvironmentSettings() {}

  static Properties of(Environment environment) {
    Properties settings = new Properties();
    Binder.get(environment)
        .bind(ROOT, Bindable.mapOf(String.class, Object.class))
        .ifBound(bound -> add(ROOT, bound, settings));
    return settings;
  }

  private static void add(String path, Object value, Properties settings) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, each) -> add(path + "." + name, each, settings));
    } else {
      settings.setProperty(INDEX.matcher(path).replaceAll(".$1"), String.valueOf(value));
    }
  }
}
