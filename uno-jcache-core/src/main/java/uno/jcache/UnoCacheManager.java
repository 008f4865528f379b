/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import uno.jcache.configuration.CachingConfiguration;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.region.CacheProviders;
import uno.jcache.region.CacheRegions;
import uno.jcache.rule.CacheEvents;
import uno.jcache.rule.InvalidationRules;

/**
 * A cache manager of Uno JCache: {@code
 * Caching.getCachingProvider().getCacheManager().unwrap(UnoCacheManager.class)}.
 *
 * <p>Its URI may name a configuration file, which declares caches, and settings for caches that are
 * created later: see {@link UnoCachingProvider#getCacheManager(java.net.URI, ClassLoader,
 * Properties)}.
 *
 * <p>Safe for use by many threads.
 */
public interface UnoCacheManager extends CacheManager {
  /**
   * The property of a manager, and the key of its configuration, that sets the maximum size of
   * caches without a configured one, in entries. Default: {@link
   * UnoConfiguration#DEFAULT_MAXIMUM_SIZE}.
   */
  String DEFAULT_MAXIMUM_SIZE_PROPERTY = "uno-jcache.defaults.max-size";

  @Override
  UnoCachingProvider getCachingProvider();

  @Override
  <K, V, C extends Configuration<K, V>> UnoCache<K, V> createCache(
      String cacheName, C configuration);

  @Override
  <K, V> @Nullable UnoCache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType);

  @Override
  <K, V> @Nullable UnoCache<K, V> getCache(String cacheName);

  /**
   * Closes the cache of this name and deletes its entries, such as its file. Does nothing if this
   * manager has no open cache of that name; to delete what a closed cache left, create it again and
   * destroy it.
   */
  @Override
  void destroyCache(String cacheName);

  /** Returns the store providers of this manager, which keep the entries of its caches. */
  CacheProviders providers();

  /** Returns the regions of this manager: its caches, for administration. */
  CacheRegions regions();

  /** Returns the settings of this manager, which can be changed while it is in use. */
  CachingConfiguration configuration();

  /** Returns the invalidation rules of this manager. */
  InvalidationRules rules();

  /** Returns the publisher of application events, to which event-based rules react. */
  CacheEvents events();

  /** Returns the monitoring of this manager's caches: counts and latencies. */
  CacheMonitoring monitoring();

  /** Returns a copy of the properties with which this manager was created. */
  @Override
  Properties getProperties();
}
