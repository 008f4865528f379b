/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.cache2k.Cache2kBuilder;
import org.cache2k.jcache.ExtendedMutableConfiguration;
import org.cache2k.jcache.JCacheConfig;
import org.cache2k.jcache.provider.JCacheProvider;

/** cache2k, given its maximum size through its extended configuration. */
final class Cache2kAdapter {
  private Cache2kAdapter() {}

  static <K, V> Cache<K, V> createCache(CacheSpec<K, V> spec) {
    CacheManager manager =
        Caching.getCachingProvider(JCacheProvider.class.getName()).getCacheManager();
    Cache2kBuilder<K, V> capacity =
        Cache2kBuilder.of(spec.keyType(), spec.valueType())
            .entryCapacity(spec.maximumSize())
            // What cache2k does for a configuration without capacity, and the standard wants.
            .sharpExpiry(true)
            // Its own counters would otherwise run even where JCache asks for none.
            .disableStatistics(!spec.statistics())
            // A configuration with capacity makes no copies unless told so.
            .with(JCacheConfig.class, section -> section.copyAlwaysIfRequested(true));
    return manager.createCache(
        CacheSpec.CACHE_NAME, spec.configure(ExtendedMutableConfiguration.of(capacity)));
  }
}
