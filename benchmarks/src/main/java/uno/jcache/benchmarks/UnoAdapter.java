/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;

/** Uno, given its maximum size through {@link UnoConfiguration}. */
final class UnoAdapter {
  private UnoAdapter() {}

  static <K, V> Cache<K, V> createCache(CacheSpec<K, V> spec) {
    CacheManager manager =
        Caching.getCachingProvider(UnoCachingProvider.class.getName()).getCacheManager();
    return manager.createCache(
        CacheSpec.CACHE_NAME,
        UnoConfiguration.from(spec.standardConfiguration()).setMaximumSize(spec.maximumSize()));
  }
}
