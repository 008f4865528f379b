/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;

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

  /** Returns a copy of the properties that this manager was made with. */
  @Override
  Properties getProperties();
}
