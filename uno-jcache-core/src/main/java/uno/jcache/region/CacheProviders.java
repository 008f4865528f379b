/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The providers of a manager: what keeps the entries of its regions. Each type of store that there
 * is on the class path is also a provider of its own name, with default settings.
 *
 * <p>Safe for use by many threads. What fails changes nothing. When the manager is closed, so are
 * its providers, and there come no more.
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
   * @throws IllegalArgumentException if there is no such type, or the type does not take a setting
   * @throws javax.cache.CacheException if there is a provider of that name, or it cannot be opened
   */
  CacheProvider register(String name, String type, Map<String, ?> settings);

  /**
   * Returns the providers, by name: those that are configured or registered, the default, {@code
   * memory}, and of the other types those that have been used.
   */
  List<CacheProvider> list();

  /** Returns the provider of this name, if there is one. */
  Optional<CacheProvider> byName(String name);

  /**
   * Replaces the settings of a provider that no region uses. A setting that is exactly as {@link
   * CacheProvider#settings} shows it, with {@code ***} for a password, keeps its value.
   *
   * @throws IllegalArgumentException if the type does not take a setting, or a setting has {@code
   *     ***} for a password and is otherwise not as it was shown
   * @throws javax.cache.CacheException if regions use it, or it cannot be opened
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheProvider update(String name, Map<String, ?> settings);

  /**
   * Lets the regions of a provider serve again. They are empty then.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  CacheProvider activate(String name);

  /**
   * Lets the regions of a provider serve no more: reads miss, and writes go to the cache's writer
   * only.
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
   * Asks a provider how it is. Does not throw where it is ill.
   *
   * @throws java.util.NoSuchElementException if there is no provider of that name
   */
  ProviderHealth health(String name);
}
