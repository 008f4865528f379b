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
 * <p>Safe for use by many threads.
 */
public interface UnoCacheManager extends CacheManager {
  /**
   * The property of a manager that bounds the caches whose configuration names no bound, in
   * entries; {@link UnoConfiguration#DEFAULT_MAXIMUM_SIZE} without it.
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
