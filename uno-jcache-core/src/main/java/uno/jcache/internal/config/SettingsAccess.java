/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Gives the library access to the {@link Settings} within an instance of a public type, so that it
 * can treat all settings alike. Applications see only accessors. Each such type opens itself in its
 * static initializer, as types of the JDK do with {@code SharedSecrets}.
 */
public final class SettingsAccess {
  private static final Map<Class<?>, Opened<?>> BY_TYPE = new ConcurrentHashMap<>();

  private record Opened<T>(Function<T, Settings> get, BiFunction<T, Settings, T> with) {}

  private SettingsAccess() {}

  /**
   * Opens a type.
   *
   * @param get returns the settings within an instance
   * @param with returns an instance with other settings: a new one, or the same if it is mutable
   */
  public static <T> void open(
      Class<? super T> type, Function<T, Settings> get, BiFunction<T, Settings, T> with) {
    BY_TYPE.put(type, new Opened<>(get, with));
  }

  /** Returns the settings within an instance. */
  public static <T> Settings of(T instance) {
    return access(instance).get().apply(instance);
  }

  /** Returns an instance with other settings: a new one, or the same if it is mutable. */
  public static <T> T with(T instance, Settings settings) {
    return access(instance).with().apply(instance, settings);
  }

  @SuppressWarnings("unchecked") // only open adds entries, and by their type
  private static <T> Opened<T> access(T instance) {
    return (Opened<T>) requireNonNull(BY_TYPE.get(instance.getClass()));
  }
}
