/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.Map;
import java.util.Set;

/**
 * A type of store, such as {@code memory}. Implementations are found by {@link
 * java.util.ServiceLoader}.
 */
public interface StoreProvider {
  /** Returns the name by which configurations ask for this type of store. */
  String type();

  /** Returns the names of the settings that a provider of this type may have. */
  default Set<String> settings() {
    return Set.of();
  }

  /**
   * Returns the names of those settings that nobody may see, such as {@code password}. The password
   * in a URL is hidden anyway.
   */
  default Set<String> secretSettings() {
    return Set.of();
  }

  /**
   * Returns whether the stores keep entries as bytes, which the {@link StoreContext#codec} makes.
   * In the heap they keep objects, and there is no codec for them.
   */
  default boolean keepsBytes() {
    return false;
  }

  /**
   * Returns whether processes share the entries of the stores. Such a provider cannot be a near
   * level, which belongs to one process.
   */
  default boolean isShared() {
    return false;
  }

  /**
   * Checks what a provider is told, and opens nothing: so that a configuration is refused at once,
   * with its file and line, also where no region uses the provider yet.
   *
   * @param name the name of the provider, for messages
   * @param settings as {@link #open} gets them
   * @throws IllegalArgumentException if a setting has a value that cannot be; the message says what
   *     can
   */
  default void check(String name, Map<String, ?> settings) {}

  /**
   * Opens what the stores of one provider share, such as a connection.
   *
   * @param name the name of the provider, for messages
   * @param settings what it is told, as the configuration says it: strings, numbers, booleans,
   *     lists and maps of these, under names that {@link #settings} has
   * @throws IllegalArgumentException if a setting has a value that cannot be; the message says what
   *     can
   * @throws javax.cache.CacheException if it cannot be opened
   */
  StoreFactory open(String name, Map<String, ?> settings);
}
