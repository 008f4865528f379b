/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;
import java.util.Map;

/**
 * A type of store outside the heap, such as {@code file}. Implementations are found by {@link
 * java.util.ServiceLoader}.
 */
public interface StoreProvider {
  /** Returns the name by which configurations select this type of store. */
  String type();

  /**
   * Returns the class of the stores. By the facets that it implements (see {@link ByteStore}), a
   * configuration that asks for more than the store can do is refused before it is opened.
   */
  Class<? extends ByteStore> storeType();

  /**
   * Returns the settings that a provider of this type may have. Values of secret ones are never
   * shown, nor are passwords in URLs.
   */
  default List<ProviderSetting<?>> settings() {
    return List.of();
  }

  /**
   * Checks settings without opening anything, so that a bad configuration is refused immediately,
   * with its file and line, even if no region uses the provider yet.
   *
   * @param name the name of the provider, for messages
   * @param settings as {@link #open} gets them
   * @throws IllegalArgumentException if a setting has a bad value; the message says what it can be
   */
  default void check(String name, Map<String, ?> settings) {}

  /**
   * Opens what the stores of one provider share, such as a connection.
   *
   * @param name the name of the provider, for messages
   * @param settings as configured: strings, numbers, booleans, lists and maps of these, under names
   *     of {@link #settings}
   * @throws IllegalArgumentException if a setting has a bad value; the message says what it can be
   * @throws javax.cache.CacheException if it cannot be opened
   */
  StoreFactory open(String name, Map<String, ?> settings);
}
