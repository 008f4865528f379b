/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a section of the configuration, by key. Immutable. */
final class Settings {
  static final Settings NONE = new Settings(Map.of());

  private final Map<Key<?>, Object> values;

  private Settings(Map<Key<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns the value of a key, or null if it is not set. */
  @SuppressWarnings("unchecked") // only put adds values, with their keys
  <T> @Nullable T get(Key<T> key) {
    return (T) values.get(key);
  }

  /** Returns the value of a key, or a default if it is not set. */
  <T> T get(Key<T> key, T otherwise) {
    T value = get(key);
    return (value == null) ? otherwise : value;
  }

  /** Returns these settings with one more. */
  <T> Settings with(Key<T> key, T value) {
    Map<Key<?>, Object> more = new HashMap<>(values);
    more.put(key, value);
    return new Settings(more);
  }

  /** Returns these settings, completed by the others for keys that are not set here. */
  Settings or(Settings other) {
    Map<Key<?>, Object> both = new HashMap<>(other.values);
    both.putAll(values);
    return new Settings(both);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
