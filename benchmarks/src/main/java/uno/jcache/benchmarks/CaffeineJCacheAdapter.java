/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider;
import java.util.OptionalLong;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;

/** Caffeine's JCache provider, given its maximum size through its configuration class. */
final class CaffeineJCacheAdapter {
  private CaffeineJCacheAdapter() {}

  static <K, V> Cache<K, V> createCache(CacheSpec<K, V> spec) {
    CacheManager manager =
        Caching.getCachingProvider(CaffeineCachingProvider.class.getName()).getCacheManager();
    return manager.createCache(
        CacheSpec.CACHE_NAME,
        new CaffeineConfiguration<>(spec.standardConfiguration())
            .setMaximumSize(OptionalLong.of(spec.maximumSize())));
  }
}
