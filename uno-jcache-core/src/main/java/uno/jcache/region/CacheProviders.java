/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store providers of a manager, which keep the entries of its regions. Each store type on the
 * class path is also a provider of that name, with default settings.
 *
 * <p>Safe for use by many threads. A method that throws changes nothing. Closing the manager closes
 * its providers, and no more can be registered.
 */
public interface CacheProviders {
  /**
   * Registers an active provider with default settings.
   *
   * @see #register(String, String, Map)
   */
  default CacheProvider register(String name, String type) {
    return register(name, type, Map.of());
  }

  /**
   * Registers an active provider.
   *
   * @throws IllegalArgumentException if there is no such type, or it rejects a setting
   * @throws javax.cache.CacheException if there is a provider of that name, or it cannot be opened
   */
  CacheProvider register(String name, String type, Map<String, ?> settings);

  /**
   * Returns the providers, by name: those that are configured or registered; the default, {@code
   * memory}; and those of other types that have been used.
   */
  List<CacheProvider> list();

  /** Returns the provider of this name, if there is one. */
  Optional<CacheProvider> byName(String name);

  /**
   * Replaces the settings of a provider that no region uses. A setting that equals the one from
   * {@link CacheProvider#settings}, with {@code ***} for a password, keeps its value.
   *
   * @throws IllegalArgumentException if the type rejects a setting, or if a setting has {@code ***}
   *     for a password but otherwise differs from the one that was returned
   * @throws javax.cache.CacheException if regions use it, or it cannot be opened
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheProvider update(String name, Map<String, ?> settings);

  /**
   * Activates a provider. Its regions start empty, unless processes share their entries, as in
   * Redis: those are kept.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheProvider activate(String name);

  /**
   * Deactivates a provider: reads of its regions miss, and writes only go to the cache's writer.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheProvider deactivate(String name);

  /**
   * Removes a provider.
   *
   * @throws javax.cache.CacheException if regions use it
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  void remove(String name);

  /**
   * Checks the health of a provider. Returns an unhealthy result instead of throwing.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  ProviderHealth health(String name);
}
