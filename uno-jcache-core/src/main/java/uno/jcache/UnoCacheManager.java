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
 * <p>Its URI may name a configuration, which says what caches there are from the start and what
 * others will be: see {@link UnoCachingProvider#getCacheManager(java.net.URI, ClassLoader,
 * Properties)}.
 *
 * <p>Safe for use by many threads.
 */
public interface UnoCacheManager extends CacheManager {
  /**
   * The property of a manager, and the key of its configuration, that bounds the caches which
   * nobody gave a bound, in entries; {@link UnoConfiguration#DEFAULT_MAXIMUM_SIZE} without it.
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
   * Closes the cache of this name and gives up what it kept, such as its file. Does nothing where
   * this manager has no open cache of the name: what a closed one left behind is destroyed with the
   * next of its name.
   */
  @Override
  void destroyCache(String cacheName);

  /** Returns what keeps the entries of this manager's caches. */
  CacheProviders providers();

  /** Returns this manager's caches, seen as regions. */
  CacheRegions regions();

  /** Returns what is configured of this manager as a whole, and can be changed. */
  CachingConfiguration configuration();

  /** Returns the rules by which entries of this manager's caches become invalid. */
  InvalidationRules rules();

  /** Returns where to tell what happened outside of the caches, which rules may wait for. */
  CacheEvents events();

  /** Returns what the caches of this manager do, in numbers. */
  CacheMonitoring monitoring();

  /** Returns a copy of the properties that this manager was made with. */
  @Override
  Properties getProperties();
}
