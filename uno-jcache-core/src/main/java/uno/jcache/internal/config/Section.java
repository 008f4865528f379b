/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Nearest;

/**
 * A section of the configuration, in braces.
 *
 * @param object the content; null if the section is absent
 * @param path the names of the enclosing sections, from the root, and of this section
 * @param loader finds the classes that settings name
 */
record Section(
    @Nullable ConfigObject object, List<String> path, Problems problems, ClassLoader loader) {
  /** Returns the section {@value ConfigurationSource#ROOT}, which contains all others. */
  static Section root(Config config, Problems problems, ClassLoader loader) {
    return new Section(config.root(), List.of(), problems, loader).child(ConfigurationSource.ROOT);
  }

  /**
   * Returns the value with a name, or null if it is absent. A null in the configuration removes a
   * value that another file sets, so it counts as absent.
   */
  @Nullable ConfigValue value(String name) {
    ConfigValue value = (object == null) ? null : object.get(name);
    return (value == null || value.valueType() == ConfigValueType.NULL) ? null : value;
  }

  boolean has(Setting<?> setting) {
    return value(setting.name()) != null;
  }

  /** Returns a subsection. Adds a problem if the value with this name is not a section. */
  Section child(String name) {
    ConfigValue value = value(name);
    if (value == null || value instanceof ConfigObject) {
      return within(name, (ConfigObject) value);
    }
    problem(name, "must be a section: " + name + " { ... }, but is " + shown(value));
    return within(name, null);
  }

  /** Returns a subsection with the given content. */
  Section within(String name, @Nullable ConfigObject section) {
    return new Section(section, pathTo(name), problems, loader);
  }

  private Map<String, ConfigValue> entries() {
    return new TreeMap<>((object == null) ? Map.of() : object);
  }

  /** Calls an action for each subsection. */
  void forEach(BiConsumer<String, Section> action) {
    for (String name : entries().keySet()) {
      if (value(name) != null) {
        action.accept(name, child(name));
      }
    }
  }

  private List<String> pathTo(String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }

  /** Adds a problem with this section, if it is present. */
  void problem(String problem) {
    if (object != null) {
      problems.add(object.origin(), ConfigUtil.joinPath(path), problem);
    }
  }

  /** Adds a problem with a setting of this section. The section must be present. */
  void problem(Setting<?> setting, String problem) {
    problem(setting.name(), problem);
  }

  private void problem(String name, String problem) {
    ConfigValue value = requireNonNull(object).get(name);
    problem((value == null) ? object : value, name, problem);
  }

  /** Adds a problem with a value that is set under a name in this section. */
  void problem(ConfigValue value, String name, String problem) {
    problems.add(value.origin(), ConfigUtil.joinPath(pathTo(name)), problem);
  }

  /**
   * Calls an action and returns its result. If the action throws {@link IllegalArgumentException},
   * adds a problem and returns null.
   */
  <T> @Nullable T attempt(Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /**
   * Adds a problem for each name in this section that is not known.
   *
   * @param ifSection advice for unknown sections
   */
  void requireKnown(Collection<String> known, String ifSection) {
    Map<String, ConfigValue> unknown = entries();
    unknown.keySet().removeAll(known);
    unknown.forEach(
        (name, value) -> {
          String advice = (value instanceof ConfigObject) ? "." + ifSection : "";
          problem(name, "unknown setting; " + Nearest.hint(name, known) + advice);
        });
  }

  /** Parses the settings of this section. */
  Settings read(List<Setting<?>> settings) {
    return read(settings, Set.of(), "");
  }

  /**
   * Parses the settings of this section.
   *
   * @param subsections names of allowed subsections
   * @param ifSection advice for unknown subsections
   */
  Settings read(List<Setting<?>> settings, Set<String> subsections, String ifSection) {
    List<String> known = new ArrayList<>(subsections);
    settings.forEach(setting -> known.add(setting.name()));
    requireKnown(known, ifSection);
    Settings read = Settings.NONE;
    for (Setting<?> setting : settings) {
      read = read(read, setting);
    }
    return read;
  }

  /** Returns the given settings, and one more if this section sets it to a valid value. */
  <T> Settings read(Settings settings, Setting<T> setting) {
    ConfigValue value = value(setting.name());
    SettingType.ValueReader<T> reader = setting.type().reader();
    if (value == null || reader == null) {
      return settings;
    }
    String expected = mustBe(setting, value);
    try {
      return settings.with(setting, reader.read(value, loader));
    } catch (ConfigException e) {
      problem(setting, expected);
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      problem(setting, reason.isEmpty() ? expected : expected + ": " + reason);
    }
    return settings;
  }

  /** Returns the message for a value that is invalid. */
  static String mustBe(Setting<?> setting, ConfigValue value) {
    return "must be " + setting.type().description() + ", but is " + shown(value);
  }

  private static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NULL -> "null";
      case STRING -> "'" + value.unwrapped() + "'";
      default -> String.valueOf(value.unwrapped());
    };
  }
}
