/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a section of the configuration says, key by key. Immutable. */
final class Settings {
  static final Settings NONE = new Settings(Map.of());

  private final Map<Key<?>, Object> values;

  private Settings(Map<Key<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns what it says for a key, or null where it says nothing. */
  @SuppressWarnings("unchecked") // only put adds values, with their keys
  <T> @Nullable T get(Key<T> key) {
    return (T) values.get(key);
  }

  /** Returns what it says for a key, or something else where it says nothing. */
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

  /** Returns these settings, and those of the other for keys of which these say nothing. */
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
