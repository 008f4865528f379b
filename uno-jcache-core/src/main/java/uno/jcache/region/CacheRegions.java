/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import uno.jcache.UnoCache;

/**
 * The regions of a manager: all of its caches, whoever created them.
 *
 * <p>Safe for use by many threads. A method that throws changes nothing.
 */
public interface CacheRegions {
  /** The name of the region that {@link #defaultCache} returns. */
  String DEFAULT = "default";

  /**
   * Creates a region: a cache of that name, for keys and values of any type. Programs that know the
   * types create it by {@link uno.jcache.UnoCacheManager#createCache}.
   *
   * @throws IllegalArgumentException if there is no such provider
   * @throws javax.cache.CacheException if there is a region of that name
   */
  CacheRegion create(String name, RegionSettings settings);

  /**
   * Creates a region with any of the settings that the configuration file has for one, in its
   * notations: {@code Map.of("ttl", "10m", "near", Map.of("max-size", 1000))}. What is not set has
   * the value from the manager's configuration.
   *
   * @throws IllegalArgumentException if a setting is unknown or invalid; the message lists all
   * @throws javax.cache.CacheException if there is a region of that name
   */
  CacheRegion create(String name, Map<String, ?> settings);

  /** Returns the regions, by name. */
  List<CacheRegion> list();

  /** Returns the regions whose entries a provider keeps, by name. */
  List<CacheRegion> byProvider(String provider);

  /** Returns the region of this name, if there is one. */
  Optional<CacheRegion> byName(String name);

  /**
   * Changes a region that is in use. Keeps all entries, unless a smaller size evicts some. If the
   * time to live becomes shorter, a background task applies it to existing entries, counted from
   * now. If it becomes longer, existing entries keep their deadlines until the expiry policy sets
   * new ones.
   *
   * @throws IllegalArgumentException if the settings name another provider, or a maximum size for a
   *     region that is limited by weight
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  CacheRegion update(String name, RegionSettings settings);

  /**
   * Creates a region, or {@linkplain #update updates} the one of that name: for a program that
   * starts and does not know whether the region exists.
   *
   * @throws IllegalArgumentException as for {@link #create} and {@link #update}
   */
  CacheRegion createOrUpdate(String name, RegionSettings settings);

  /**
   * Removes a region with its entries: destroys the cache.
   *
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  void remove(String name);

  /**
   * Returns the cache of a region.
   *
   * @param <K> the type of keys, which is not checked here
   * @param <V> the type of values, which is not checked here
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  <K, V> UnoCache<K, V> cache(String name);

  /** Returns the cache of the region {@value #DEFAULT}, which is created if it does not exist. */
  UnoCache<String, Object> defaultCache();
}
