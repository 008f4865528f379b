/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parses the settings of a provider, for {@link StoreProvider#open}. Sizes and times are in the
 * notations of the configuration file ({@code 64 MiB}, {@code 10s}), also in programs. Errors name
 * the provider, the setting and what is valid: {@code mustBe} has the words after "must be", such
 * as {@code "a time from 10ms to 1m"}. Immutable.
 */
public final class ProviderSettings {
  private final String provider;
  private final Config config;

  /**
   * Creates a parser.
   *
   * @param provider its name, for messages
   * @param settings as {@link StoreProvider#open} gets them
   * @param defaults of settings that are not set
   */
  public ProviderSettings(String provider, Map<String, ?> settings, Map<String, ?> defaults) {
    this.provider = provider;
    this.config =
        ConfigFactory.parseMap(settings, "provider '" + provider + "'")
            .withFallback(ConfigValueFactory.fromMap(defaults));
  }

  /**
   * Returns a string, or an empty one if it is not set and has no default.
   *
   * @throws IllegalArgumentException if it is not a string
   */
  public String text(String setting, String mustBe) {
    return config.hasPath(setting) ? read(setting, config::getString, mustBe) : "";
  }

  /**
   * Returns strings: of a list, or of a string that has them between commas, in brackets or not.
   *
   * @throws IllegalArgumentException if they are not strings
   */
  public List<String> texts(String setting, String mustBe) {
    return (config.getValue(setting).unwrapped() instanceof List)
        ? read(setting, config::getStringList, mustBe)
        : read(setting, key -> names(config.getString(key)), mustBe);
  }

  /**
   * Returns the names in a string, as properties and environment variables have them: {@code a, b}
   * or {@code [a, b]}, each with or without quotes.
   *
   * @throws ConfigException if quoted text is not a string
   */
  public static List<String> names(String text) {
    return NameList.split(text);
  }

  /**
   * Returns a boolean.
   *
   * @throws IllegalArgumentException if it is neither true nor false
   */
  public boolean flag(String setting) {
    return read(setting, config::getBoolean, "true or false");
  }

  /**
   * Returns a size in bytes.
   *
   * @throws IllegalArgumentException if it is not a size, or not within these bounds
   */
  public long bytes(String setting, long least, long most, String mustBe) {
    return within(setting, read(setting, config::getBytes, mustBe), least, most, mustBe);
  }

  /**
   * Returns a time in milliseconds.
   *
   * @throws IllegalArgumentException if it is not a time, or not within these bounds
   */
  public long millis(String setting, Duration least, Duration most, String mustBe) {
    long millis = read(setting, key -> config.getDuration(key).toMillis(), mustBe);
    return within(setting, millis, least.toMillis(), most.toMillis(), mustBe);
  }

  /**
   * Returns a path, absolute and normalized, if it is not empty.
   *
   * @throws IllegalArgumentException if it is not a path
   */
  public Optional<Path> path(String setting, String mustBe) {
    String path = text(setting, mustBe).trim();
    try {
      return path.isEmpty()
          ? Optional.empty()
          : Optional.of(Path.of(path).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw mustBe(setting, mustBe, e);
    }
  }

  private long within(String setting, long value, long least, long most, String mustBe) {
    if (value < least || value > most) {
      throw mustBe(setting, mustBe + ", but is " + config.getValue(setting).unwrapped());
    }
    return value;
  }

  private <T> T read(String setting, Function<String, T> reader, String mustBe) {
    try {
      return reader.apply(setting);
    } catch (ConfigException e) {
      throw mustBe(setting, mustBe, e);
    }
  }

  /** Returns the exception for a setting with an invalid value. */
  public IllegalArgumentException mustBe(String setting, String what) {
    return new IllegalArgumentException(about(setting) + "must be " + what);
  }

  private IllegalArgumentException mustBe(String setting, String what, RuntimeException why) {
    IllegalArgumentException exception = mustBe(setting, what + ": " + why.getMessage());
    exception.initCause(why);
    return exception;
  }

  /** Returns the exception for a setting that is required, and absent. */
  public IllegalArgumentException isMissing(String setting, String what) {
    return new IllegalArgumentException(about(setting) + "is missing: " + what);
  }

  private String about(String setting) {
    return "Provider '" + provider + "': setting '" + setting + "' ";
  }
}
