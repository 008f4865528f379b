/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.util.List;
import java.util.Optional;
import uno.jcache.UnoCache;

/**
 * The regions of a manager: all of its caches, whoever created them.
 *
 * <p>Safe for use by many threads. What fails changes nothing.
 */
public interface CacheRegions {
  /** The name of the region for what has no region of its own. */
  String DEFAULT = "default";

  /**
   * Creates a region: a cache of that name, for keys and values of any type. Programs that know the
   * types create it by {@link uno.jcache.UnoCacheManager#createCache}.
   *
   * @throws IllegalArgumentException if there is no such provider
   * @throws javax.cache.CacheException if there is a region of that name
   */
  CacheRegion create(String name, RegionSettings settings);

  /** Returns the regions, by name. */
  List<CacheRegion> list();

  /** Returns the regions whose entries a provider keeps, by name. */
  List<CacheRegion> byProvider(String provider);

  /** Returns the region of this name, if there is one. */
  Optional<CacheRegion> byName(String name);

  /**
   * Changes a region that is in use. No entry is lost but those that a smaller size evicts. Where
   * lives become shorter, entries that are there get the new time to live from now on, in the
   * background; else they keep the deadlines they have until they change.
   *
   * @throws IllegalArgumentException if the settings name another provider, or a maximum size where
   *     entries are weighed
   * @throws java.util.NoSuchElementException if there is no region of that name
   */
  CacheRegion update(String name, RegionSettings settings);

  /**
   * Creates a region, or {@linkplain #update updates} the one of that name: for a program that
   * starts and does not know whether it has been here before.
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

  /** Returns the cache of the region {@value #DEFAULT}, which this creates where it is missing. */
  UnoCache<String, Object> defaultCache();
}
