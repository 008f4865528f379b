/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of the {@linkplain ProviderSetting settings} of a provider, for {@link
 * StoreProvider#open}. Errors name the provider, the setting and what is valid. Immutable.
 */
public final class ProviderSettings {
  private final String provider;
  private final Config config;

  /**
   * Creates an instance.
   *
   * @param provider its name, for messages
   * @param configured as {@link StoreProvider#open} gets them
   */
  public ProviderSettings(String provider, Map<String, ?> configured) {
    this.provider = provider;
    this.config = ConfigFactory.parseMap(configured, "provider '" + provider + "'");
  }

  /**
   * Returns the value of a setting, or its default if it is not set.
   *
   * @throws IllegalArgumentException if it is invalid, or is not set and has no default
   */
  public <T> T value(ProviderSetting<T> setting) {
    return find(setting)
        .orElseThrow(
            () -> new IllegalArgumentException(about(setting) + "is missing: " + setting.valid()));
  }

  /**
   * Returns the value of a setting, or its default if it is not set, or nothing if it has none.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  public <T> Optional<T> find(ProviderSetting<T> setting) {
    Config values =
        (setting.otherwise() == null)
            ? config
            : config.withFallback(
                ConfigValueFactory.fromAnyRef(setting.otherwise()).atKey(setting.name()));
    return values.hasPath(setting.name())
        ? Optional.ofNullable(parse(setting, values))
        : Optional.empty();
  }

  /** Returns whether a setting is in the configuration, be it with its default. */
  public boolean isSet(ProviderSetting<?> setting) {
    return config.hasPath(setting.name());
  }

  private <T> @Nullable T parse(ProviderSetting<T> setting, Config values) {
    try {
      return setting.parse(values);
    } catch (ConfigException e) {
      IllegalArgumentException exception = mustBe(setting, setting.valid() + ": " + e.getMessage());
      exception.initCause(e);
      throw exception;
    } catch (IllegalArgumentException e) {
      String shown = setting.isSecret() ? "" : ", but is " + values.getString(setting.name());
      throw mustBe(setting, setting.valid() + shown);
    }
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
   * Returns the exception for a setting with an invalid value.
   *
   * @param what the words after "must be"
   */
  public IllegalArgumentException mustBe(ProviderSetting<?> setting, String what) {
    return new IllegalArgumentException(about(setting) + "must be " + what);
  }

  private String about(ProviderSetting<?> setting) {
    return "Provider '" + provider + "': setting '" + setting.name() + "' ";
  }
}
