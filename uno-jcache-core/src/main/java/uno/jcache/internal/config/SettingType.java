/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.cache.CacheException;
import uno.jcache.CacheLevel;
import uno.jcache.Codec;
import uno.jcache.internal.support.Hashes;
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.spi.ProviderSettings;

/**
 * A type of values in the configuration.
 *
 * @param <T> the type in Java
 * @param description of valid values, with an example; for messages and the reference
 * @param reader parses a value
 */
record SettingType<T>(String description, ValueReader<T> reader) {
  /** Reads a value. */
  @FunctionalInterface
  interface ValueReader<T> {
    /**
     * Parses a value.
     *
     * @param loader finds the classes that it names
     * @throws ConfigException if the value is of another type
     * @throws IllegalArgumentException if it is invalid; the message says why, or is empty
     */
    T read(ConfigValue value, ClassLoader loader);
  }

  /** The path of a single value in the configuration that is passed to the parser. */
  private static final String AT = "value";

  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

  /** Near levels. They are sections, which {@link ConfigurationReader} parses. */
  static final SettingType<List<CacheLevel>> LEVELS =
      new SettingType<>(
          "a section, or a list of sections as in [{ ... }, { ... }]",
          (value, loader) -> {
            throw new AssertionError("a section is not read as a value");
          });

  static final SettingType<Boolean> BOOLEAN =
      new SettingType<>("true or false", (value, loader) -> at(value).getBoolean(AT));

  static final SettingType<String> NAME = new SettingType<>("a name", SettingType::name);

  static final SettingType<Long> COUNT =
      new SettingType<>("a whole number of at least 1, such as 10000", SettingType::count);

  /** A time to live. {@link Duration#ZERO} means eternal. */
  static final SettingType<Duration> TIME_TO_LIVE =
      new SettingType<>("a time such as 30s, 10m, 12h or 7d, or eternal", SettingType::timeToLive);

  static final SettingType<Duration> DURATION =
      new SettingType<>("a time such as 30s, 10m, 12h or 7d", SettingType::duration);

  static final SettingType<List<String>> NAMES =
      new SettingType<>("one or more, as in [a, b]", SettingType::names);

  static final SettingType<Long> BYTES =
      new SettingType<>("a size such as 512 KiB or 64 MiB", SettingType::bytes);

  static final SettingType<List<String>> CLASSES =
      new SettingType<>(
          "one or more, as in [com.example.User, \"com.example.model.*\"]", SettingType::classes);

  static final SettingType<Codec> CODEC =
      new SettingType<>("one of serialization, json", SettingType::codec);

  static final SettingType<String> HASH =
      new SettingType<>("the name of a hash of this JVM's, such as SHA-256", SettingType::hash);

  static final SettingType<Double> PART =
      new SettingType<>("a number from 0 to 1, such as 0.1", SettingType::part);

  private static Config at(ConfigValue value) {
    return value.atKey(AT);
  }

  /** Returns the exception of a reader; the reason is empty if the description is sufficient. */
  private static IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(reason);
  }

  private static String name(ConfigValue value, ClassLoader loader) {
    String name = at(value).getString(AT);
    if (name.isBlank()) {
      throw invalid("");
    }
    return name;
  }

  private static long count(ConfigValue value, ClassLoader loader) {
    // Not getLong, which truncates numbers that are too large.
    try {
      long count = new BigDecimal(at(value).getString(AT).trim()).longValueExact();
      if (count >= 1) {
        return count;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // reported below, like any other invalid value
    }
    throw invalid("");
  }

  private static List<String> names(ConfigValue value, ClassLoader loader) {
    List<String> names = texts(value);
    names.forEach(name -> requireOne(name, ", and in a pattern ? for a comma or a space"));
    return names;
  }

  /** Returns the elements of a list in any notation. */
  private static List<String> texts(ConfigValue value) {
    List<ConfigValue> elements = Elements.of(value);
    List<String> texts =
        (elements != null)
            ? elements.stream().map(element -> at(element).getString(AT)).toList()
            : Elements.isOfFile(value)
                ? List.of(at(value).getString(AT))
                : ProviderSettings.names(at(value).getString(AT));
    if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
      throw invalid("");
    }
    return texts;
  }

  /**
   * Rejects a name with a comma or a space: usually several names were meant, and nothing has the
   * whole text as its name.
   */
  private static void requireOne(String name, String otherwise) {
    if (SEPARATOR.matcher(name).find()) {
      String several =
          SEPARATOR
              .splitAsStream(name)
              .filter(part -> !part.isEmpty())
              .map(ConfigUtil::quoteString)
              .collect(Collectors.joining(", ", "[", "]"));
      throw invalid(
          "a name has no comma and no space; for several names write " + several + otherwise);
    }
  }

  private static long bytes(ConfigValue value, ClassLoader loader) {
    long bytes = 0;
    try {
      bytes = at(value).getMemorySize(AT).toBytes();
    } catch (ArithmeticException | IllegalArgumentException e) {
      // reported below, like any other invalid value
    }
    if (bytes < 1) {
      throw invalid("");
    }
    return bytes;
  }

  private static List<String> classes(ConfigValue value, ClassLoader loader) {
    List<String> classes = texts(value);
    classes.forEach(name -> requireOne(name, ""));
    classes.forEach(ClassAllowList::check);
    return classes;
  }

  private static Codec codec(ConfigValue value, ClassLoader loader) {
    return switch (at(value).getString(AT)) {
      case "serialization" -> Codec.serialization();
      case "json" -> {
        try {
          yield Codec.json();
        } catch (CacheException e) {
          throw invalid(String.valueOf(e.getMessage()));
        }
      }
      default -> throw invalid("");
    };
  }

  private static String hash(ConfigValue value, ClassLoader loader) {
    String algorithm = at(value).getString(AT);
    Hashes.check(algorithm);
    return algorithm;
  }

  private static double part(ConfigValue value, ClassLoader loader) {
    double part = at(value).getDouble(AT);
    if (!(part >= 0 && part <= 1)) {
      throw invalid("");
    }
    return part;
  }

  private static Duration timeToLive(ConfigValue value, ClassLoader loader) {
    return at(value).getString(AT).trim().equals("eternal")
        ? Duration.ZERO
        : duration(value, loader);
  }

  private static Duration duration(ConfigValue value, ClassLoader loader) {
    String text = at(value).getString(AT).trim();
    if (value.valueType() == ConfigValueType.NUMBER || text.matches("[-+0-9.]+")) {
      throw invalid("it has no unit; for seconds write " + text + "s");
    }
    Duration duration = at(value).getDuration(AT);
    if (duration.toMillis() < 1) {
      throw invalid("it is less than a millisecond");
    }
    return duration;
  }

  /** One of the constants, in lower case. */
  static <E extends Enum<E>> SettingType<E> oneOf(Class<E> constants) {
    String names =
        Arrays.stream(constants.getEnumConstants())
            .map(SettingType::lowerCase)
            .collect(Collectors.joining(", "));
    return new SettingType<>(
        "one of " + names,
        (value, loader) -> {
          String text = at(value).getString(AT);
          return Arrays.stream(constants.getEnumConstants())
              .filter(constant -> lowerCase(constant).equals(text))
              .findFirst()
              .orElseThrow(() -> invalid(""));
        });
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name of any class. */
  static SettingType<Class<?>> anyClass() {
    return new SettingType<>(
        "the full name of a class, such as com.example.User",
        (value, loader) -> load(at(value).getString(AT), loader));
  }

  /** The name of a class with a public constructor without parameters. */
  static <T> SettingType<Class<? extends T>> implementationOf(Class<T> type) {
    return new SettingType<>(
        "the full name of a "
            + type.getSimpleName()
            + " with a public constructor without parameters",
        (value, loader) -> {
          Class<?> found = load(at(value).getString(AT), loader);
          if (!type.isAssignableFrom(found)) {
            throw invalid(found.getName() + " is not a " + type.getName());
          }
          boolean canBeMade =
              Arrays.stream(found.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
          if (!canBeMade) {
            throw invalid(found.getName() + " has none");
          }
          return found.asSubclass(type);
        });
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw invalid("class '" + name + "' is not on the class path");
    }
  }
}
