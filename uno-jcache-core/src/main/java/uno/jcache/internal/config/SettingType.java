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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.Codec;
import uno.jcache.internal.support.Hashes;
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.spi.ProviderSettings;

/**
 * The type of the values of a setting.
 *
 * @param <T> the type in Java
 * @param description describes valid values, with an example; for messages and the reference
 * @param reader parses a value; null if a file cannot have it, or has it as sections
 * @param valid tests a value that a program sets, or that the reader returned
 */
record SettingType<T>(
    String description, @Nullable ValueReader<T> reader, Predicate<? super T> valid) {
  private SettingType(String description, @Nullable ValueReader<T> reader) {
    this(description, reader, any -> true);
  }

  /** Reads a value. */
  @FunctionalInterface
  interface ValueReader<T> {
    /**
     * Parses a value.
     *
     * @param loader finds the classes that the value names
     * @throws ConfigException if the value is of another type
     * @throws IllegalArgumentException if it is invalid; the message says why, or is empty
     */
    T read(ConfigValue value, ClassLoader loader);
  }

  /** The path at which a single value is wrapped in a {@link Config}, to call its getters. */
  private static final String AT = "value";

  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

  /** Near caches. They are sections, which {@link ConfigurationReader} parses. */
  static final SettingType<List<CacheLevel>> LEVELS =
      new SettingType<>("a section, or a list of sections as in [{ ... }, { ... }]", null);

  static final SettingType<Boolean> BOOLEAN =
      of("true or false", value -> at(value).getBoolean(AT), any -> true);

  static final SettingType<String> NAME = of("a name", SettingType::text, text -> !text.isBlank());

  /** Does not use {@code getLong}, because it truncates numbers that are too large. */
  static final SettingType<Long> COUNT =
      of(
          "a whole number of at least 1, such as 10000",
          value -> new BigDecimal(text(value).trim()).longValueExact(),
          count -> count >= 1);

  /** A time to live. {@link Duration#ZERO} means eternal. */
  static final SettingType<Duration> TIME_TO_LIVE =
      new SettingType<>(
          "a time of at least 1ms, such as 30s, 10m, 12h or 7d, or eternal",
          SettingType::timeToLive,
          time -> time.isZero() || isMillis(time));

  static final SettingType<Duration> DURATION =
      new SettingType<>(
          "a time of at least 1ms, such as 30s, 10m, 12h or 7d",
          SettingType::duration,
          SettingType::isMillis);

  static final SettingType<List<String>> NAMES =
      new SettingType<>("one or more, as in [a, b]", SettingType::names);

  static final SettingType<Long> BYTES =
      of(
          "a size such as 512 KiB or 64 MiB",
          value -> at(value).getMemorySize(AT).toBytes(),
          bytes -> bytes >= 1);

  static final SettingType<List<String>> CLASSES =
      new SettingType<>(
          "one or more, as in [com.example.User, \"com.example.model.*\"]",
          SettingType::classes,
          classes -> {
            classes.forEach(ClassAllowList::check);
            return true;
          });

  static final SettingType<Codec> CODEC =
      new SettingType<>("one of serialization, json", SettingType::codec);

  static final SettingType<String> HASH =
      new SettingType<>(
          "the name of a hash of this JVM's, such as SHA-256",
          (value, loader) -> text(value),
          hash -> {
            Hashes.check(hash);
            return true;
          });

  static final SettingType<Double> PART =
      of(
          "a number from 0 to 1, such as 0.1",
          value -> at(value).getDouble(AT),
          part -> part >= 0 && part <= 1);

  /** Creates a type whose description is a sufficient message for each invalid value. */
  private static <T> SettingType<T> of(
      String description, Function<ConfigValue, T> reader, Predicate<T> valid) {
    return new SettingType<>(
        description,
        (value, loader) -> {
          try {
            T read = reader.apply(value);
            if (valid.test(read)) {
              return read;
            }
          } catch (ArithmeticException | IllegalArgumentException e) {
            // reported below, like any other invalid value
          }
          throw invalid("");
        },
        valid);
  }

  /** Returns the type of a setting that only programs can set. */
  static <T> SettingType<T> ofPrograms() {
    return new SettingType<>("an object", null);
  }

  private static Config at(ConfigValue value) {
    return value.atKey(AT);
  }

  private static String text(ConfigValue value) {
    return at(value).getString(AT);
  }

  /** Returns the exception for an invalid value. An empty reason means: see the description. */
  private static IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(reason);
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
            ? elements.stream().map(SettingType::text).toList()
            : Elements.isOfFile(value) ? List.of(text(value)) : ProviderSettings.names(text(value));
    if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
      throw invalid("");
    }
    return texts;
  }

  /**
   * Rejects a name with a comma or a space. Such a text usually means several names, and as one
   * name it would match nothing.
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

  private static List<String> classes(ConfigValue value, ClassLoader loader) {
    List<String> classes = texts(value);
    classes.forEach(name -> requireOne(name, ""));
    return classes;
  }

  private static Codec codec(ConfigValue value, ClassLoader loader) {
    return switch (text(value)) {
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

  private static Duration timeToLive(ConfigValue value, ClassLoader loader) {
    return text(value).trim().equals("eternal") ? Duration.ZERO : duration(value, loader);
  }

  private static Duration duration(ConfigValue value, ClassLoader loader) {
    String text = text(value).trim();
    if (value.valueType() == ConfigValueType.NUMBER || text.matches("[-+0-9.]+")) {
      throw invalid("it has no unit; for seconds write " + text + "s");
    }
    Duration duration = at(value).getDuration(AT);
    if (!isMillis(duration)) {
      throw invalid("it is less than a millisecond");
    }
    return duration;
  }

  private static boolean isMillis(Duration time) {
    return time.compareTo(Duration.ofMillis(1)) >= 0;
  }

  /** Returns a type whose values are the given constants, written in lower case. */
  static <E extends Enum<E>> SettingType<E> oneOf(Class<E> constants) {
    String names =
        Arrays.stream(constants.getEnumConstants())
            .map(SettingType::lowerCase)
            .collect(Collectors.joining(", "));
    return new SettingType<>(
        "one of " + names,
        (value, loader) -> {
          String text = text(value);
          return Arrays.stream(constants.getEnumConstants())
              .filter(constant -> lowerCase(constant).equals(text))
              .findFirst()
              .orElseThrow(() -> invalid(""));
        });
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a type whose values are names of any classes. */
  static SettingType<Class<?>> anyClass() {
    return new SettingType<>(
        "the full name of a class, such as com.example.User",
        (value, loader) -> load(text(value), loader));
  }

  /**
   * Returns a type whose values are names of classes that implement the given type. They need a
   * public constructor without parameters.
   */
  static <T> SettingType<Class<? extends T>> implementationOf(Class<T> type) {
    return new SettingType<>(
        "the full name of a "
            + type.getSimpleName()
            + " with a public constructor without parameters",
        (value, loader) -> {
          Class<?> found = load(text(value), loader);
          if (!type.isAssignableFrom(found)) {
            throw invalid(found.getName() + " is not a " + type.getName());
          }
          boolean canBeMade =
              Arrays.stream(found.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
          if (!canBeMade) {
            throw invalid(found.getName() + " has no such constructor");
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
