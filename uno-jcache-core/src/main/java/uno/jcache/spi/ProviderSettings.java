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
 * Reads what {@link StoreProvider#open} is told of a provider: sizes and times in the notations of
 * the configuration file ({@code 64 MiB}, {@code 10s}), also where a program says them; and with
 * errors that name the provider and the setting, and say what it takes.
 *
 * <p>Each method takes what the setting must be, as the words after "must be" in such an error:
 * {@code "a time from 10ms to 1m"}. Immutable.
 */
public final class ProviderSettings {
  private final String provider;
  private final Config config;

  /**
   * Reads settings.
   *
   * @param provider its name, for messages
   * @param settings as {@link StoreProvider#open} gets them
   * @param defaults what holds where they say nothing
   */
  public ProviderSettings(String provider, Map<String, ?> settings, Map<String, ?> defaults) {
    this.provider = provider;
    this.config =
        ConfigFactory.parseMap(settings, "provider '" + provider + "'")
            .withFallback(ConfigValueFactory.fromMap(defaults));
  }

  /**
   * Returns a string as it is, empty where nothing is said and there is no default.
   *
   * @throws IllegalArgumentException if it is none
   */
  public String text(String setting, String mustBe) {
    return config.hasPath(setting) ? read(setting, config::getString, mustBe) : "";
  }

  /**
   * Returns strings: of a list, or of a text that has them between commas, in brackets or not.
   *
   * @throws IllegalArgumentException if there are none such
   */
  public List<String> texts(String setting, String mustBe) {
    if (config.getValue(setting).unwrapped() instanceof List) {
      return read(setting, config::getStringList, mustBe);
    }
    return read(setting, key -> NameList.split(config.getString(key)), mustBe);
  }

  /**
   * Returns the names in one text, as properties and environment variables have them: {@code a, b}
   * or {@code [a, b]}, each with or without quotes.
   *
   * @throws ConfigException if quoted text is not a string
   */
  public static List<String> names(String text) {
    return NameList.split(text);
  }

  /**
   * Returns whether something is to be done.
   *
   * @throws IllegalArgumentException if it is neither true nor false
   */
  public boolean flag(String setting) {
    return read(setting, config::getBoolean, "true or false");
  }

  /**
   * Returns a size in bytes.
   *
   * @throws IllegalArgumentException if it is none, or not within these bounds
   */
  public long bytes(String setting, long least, long most, String mustBe) {
    return within(setting, read(setting, config::getBytes, mustBe), least, most, mustBe);
  }

  /**
   * Returns a time in milliseconds.
   *
   * @throws IllegalArgumentException if it is none, or not within these bounds
   */
  public long millis(String setting, Duration least, Duration most, String mustBe) {
    long millis = read(setting, key -> config.getDuration(key).toMillis(), mustBe);
    return within(setting, millis, least.toMillis(), most.toMillis(), mustBe);
  }

  /**
   * Returns a path, absolute and without detours; or nothing where it is empty.
   *
   * @throws IllegalArgumentException if it is none
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

  /** Returns an error of a setting that is not what it must be. */
  public IllegalArgumentException mustBe(String setting, String what) {
    return new IllegalArgumentException(message(setting, what));
  }

  private IllegalArgumentException mustBe(String setting, String what, RuntimeException why) {
    return new IllegalArgumentException(message(setting, what) + ": " + why.getMessage(), why);
  }

  private String message(String setting, String what) {
    return "Provider '" + provider + "': setting '" + setting + "' must be " + what;
  }

  /** Returns an error of a setting that has to be there. */
  public IllegalArgumentException isMissing(String setting, String what) {
    return new IllegalArgumentException(
        "Provider '" + provider + "': setting '" + setting + "' is missing: " + what);
  }
}
