/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a provider: its name, how it is parsed, its default, and what the reference says of
 * it. Values are in the notations of the configuration file ({@code 64 MiB}, {@code 10s}), also in
 * programs. {@link ProviderSettings} has the values. Immutable.
 *
 * @param <T> the type of its value in Java
 */
public final class ProviderSetting<T> {
  private final String name;
  private final String valid;
  private final String description;
  private final Parser<T> parser;
  private final @Nullable Object otherwise;
  private final @Nullable String absent;
  private final boolean secret;

  /** Parses a value. */
  @FunctionalInterface
  private interface Parser<T> {
    /**
     * Returns the value of a setting; null if it is an empty text, which is as good as no value.
     *
     * @throws ConfigException if it is of another type
     * @throws IllegalArgumentException if it is invalid
     */
    @Nullable T parse(Config config, String name);
  }

  private ProviderSetting(
      String name,
      String valid,
      String description,
      Parser<T> parser,
      @Nullable Object otherwise,
      @Nullable String absent,
      boolean secret) {
    this.name = name;
    this.valid = valid;
    this.description = description;
    this.parser = parser;
    this.otherwise = otherwise;
    this.absent = absent;
    this.secret = secret;
  }

  private static <T> ProviderSetting<T> of(
      String name, String valid, String description, Parser<T> parser) {
    return new ProviderSetting<>(name, valid, description, parser, null, null, false);
  }

  /**
   * Creates a setting that is a text. An empty one is as good as none.
   *
   * @param valid valid values, for messages and the reference: {@code a name}
   * @param description its effect, for the reference
   */
  public static ProviderSetting<String> text(String name, String valid, String description) {
    return parsed(name, valid, description, Function.identity());
  }

  /**
   * Creates a setting that is a text of a certain form. An empty one is as good as none.
   *
   * @param parse throws an {@link IllegalArgumentException} if the text is invalid
   */
  public static <T> ProviderSetting<T> parsed(
      String name, String valid, String description, Function<String, T> parse) {
    return of(
        name,
        valid,
        description,
        (config, key) -> {
          String text = config.getString(key);
          return text.isEmpty() ? null : parse.apply(text);
        });
  }

  /** Creates a setting that is a list, or a text that has its elements between commas. */
  public static ProviderSetting<List<String>> texts(String name, String valid, String description) {
    return of(
        name,
        valid,
        description,
        (config, key) ->
            (config.getValue(key).unwrapped() instanceof List)
                ? config.getStringList(key)
                : ProviderSettings.names(config.getString(key)));
  }

  /** Creates a setting that is a path. Its value is absolute and normalized. */
  public static ProviderSetting<Path> path(String name, String valid, String description) {
    return of(
        name,
        valid,
        description,
        (config, key) -> {
          String path = config.getString(key).trim();
          return path.isEmpty() ? null : Path.of(path).toAbsolutePath().normalize();
        });
  }

  /** Creates a setting that is true or false. */
  public static ProviderSetting<Boolean> flag(String name, String description) {
    return of(name, "true or false", description, Config::getBoolean);
  }

  /** Creates a setting that is a size in bytes, within bounds that {@code valid} names. */
  public static ProviderSetting<Long> bytes(
      String name, long least, long most, String valid, String description) {
    return of(name, valid, description, (config, key) -> within(config.getBytes(key), least, most));
  }

  /** Creates a setting that is a time between two. Its value is in milliseconds. */
  public static ProviderSetting<Long> millis(
      String name, Duration least, Duration most, String description) {
    return of(
        name,
        "a time from " + shown(least) + " to " + shown(most),
        description,
        (config, key) ->
            within(config.getDuration(key).toMillis(), least.toMillis(), most.toMillis()));
  }

  /** Creates a setting that is one of some constants. Configurations have them in lower case. */
  public static <E extends Enum<E>> ProviderSetting<E> oneOf(
      String name, Class<E> constants, String description) {
    List<String> names =
        Arrays.stream(constants.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    int last = names.size() - 1;
    return parsed(
        name,
        String.join(", ", names.subList(0, last)) + " or " + names.get(last),
        description,
        text -> Enum.valueOf(constants, text.trim().toUpperCase(Locale.ROOT)));
  }

  /**
   * Returns the same with a default.
   *
   * @param value in a notation of the configuration file
   */
  public ProviderSetting<T> withDefault(Object value) {
    return new ProviderSetting<>(name, valid, description, parser, value, absent, secret);
  }

  /** Returns the same with a word of the reference on what holds if it is not set. */
  public ProviderSetting<T> withAbsent(String words) {
    return new ProviderSetting<>(name, valid, description, parser, otherwise, words, secret);
  }

  /** Returns the same, whose value is never shown. */
  public ProviderSetting<T> asSecret() {
    return new ProviderSetting<>(name, valid, description, parser, otherwise, absent, true);
  }

  /** Returns its name, such as {@code max-bytes}. */
  public String name() {
    return name;
  }

  /** Returns valid values in words: {@code a time from 10ms to 1m}. */
  public String valid() {
    return valid;
  }

  /** Returns its effect, for the reference. */
  public String description() {
    return description;
  }

  /** Returns what holds if it is not set, for the reference: often its default. */
  public String absent() {
    return (absent != null) ? absent : (otherwise == null) ? "" : otherwise.toString();
  }

  /** Returns whether its value is never shown. */
  public boolean isSecret() {
    return secret;
  }

  @Nullable Object otherwise() {
    return otherwise;
  }

  @Nullable T parse(Config config) {
    return parser.parse(config, name);
  }

  /** Returns its name. */
  @Override
  public String toString() {
    return name;
  }

  private static long within(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(Long.toString(value));
    }
    return value;
  }

  private static String shown(Duration time) {
    return (time.toHours() > 0)
        ? time.toHours() + "h"
        : (time.toMinutes() > 0)
            ? time.toMinutes() + "m"
            : (time.toSeconds() > 0) ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
