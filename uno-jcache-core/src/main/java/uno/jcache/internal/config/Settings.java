/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of the settings of one section. Immutable; serializable if the values are. */
public final class Settings implements Serializable {
  /** Settings of which none is set. */
  public static final Settings NONE = new Settings(Map.of());

  private static final long serialVersionUID = 1L;

  /** The values, by the names of the settings. */
  private final TreeMap<String, Object> values;

  private Settings(Map<String, Object> values) {
    this.values = new TreeMap<>(values);
  }

  /** Returns the defaults of those settings that have one. */
  public static Settings defaultsOf(Collection<Setting<?>> settings) {
    Map<String, Object> defaults = new HashMap<>();
    for (Setting<?> setting : settings) {
      if (setting.otherwise() != null) {
        defaults.put(setting.name(), setting.otherwise());
      }
    }
    return new Settings(defaults);
  }

  /** Returns the value of a setting, or null if it is not set. */
  @SuppressWarnings("unchecked") // only with adds values, of the setting's type
  public <T> @Nullable T get(Setting<T> setting) {
    return (T) values.get(setting.name());
  }

  /** Returns the value of a setting, if it is set. */
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable(get(setting));
  }

  /** Returns the value of a setting, or its default if it is not set. */
  public <T> T value(Setting<T> setting) {
    T value = get(setting);
    return (value == null) ? setting.orDefault() : value;
  }

  /**
   * Returns a copy with a new value for one setting.
   *
   * @param value the new value; null to unset the setting
   * @throws IllegalArgumentException if the value is invalid
   */
  public <T> Settings with(Setting<T> setting, @Nullable T value) {
    Map<String, Object> changed = new HashMap<>(values);
    if (value == null) {
      changed.remove(setting.name());
    } else {
      setting.check(value);
      changed.put(setting.name(), value);
    }
    return new Settings(changed);
  }

  /** Returns a copy that has the values of the others for all settings that are not set here. */
  public Settings or(Settings others) {
    Map<String, Object> both = new HashMap<>(others.values);
    both.putAll(values);
    return new Settings(both);
  }

  /** Returns a copy that has only the given settings. */
  public Settings only(Collection<Setting<?>> settings) {
    Map<String, Object> some = new HashMap<>(values);
    some.keySet().retainAll(settings.stream().map(Setting::name).toList());
    return new Settings(some);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Settings other && values.equals(other.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
