/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.expiry.ExpiryPolicy;
import org.ehcache.impl.copy.IdentityCopier;
import org.ehcache.jsr107.Eh107Configuration;
import org.ehcache.jsr107.EhcacheCachingProvider;

/**
 * Ehcache, given its maximum size through its own configuration.
 *
 * <p>Its standard configuration cannot be given a size without XML, so that this says in Ehcache's
 * own terms what Ehcache would make of the standard ones.
 */
final class EhcacheAdapter {
  private EhcacheAdapter() {}

  static <K, V> Cache<K, V> createCache(CacheSpec<K, V> spec) {
    CacheConfigurationBuilder<K, V> configuration =
        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                spec.keyType(),
                spec.valueType(),
                ResourcePoolsBuilder.newResourcePoolsBuilder()
                    .heap(spec.maximumSize(), EntryUnit.ENTRIES))
            .withExpiry(expiry(spec.expiry()));
    if (spec.byValue()) {
      configuration = copying(configuration, spec);
    }
    CacheManager manager =
        Caching.getCachingProvider(EhcacheCachingProvider.class.getName()).getCacheManager();
    Cache<K, V> cache =
        manager.createCache(
            CacheSpec.CACHE_NAME, Eh107Configuration.fromEhcacheCacheConfiguration(configuration));
    manager.enableStatistics(CacheSpec.CACHE_NAME, spec.statistics());
    return cache;
  }

  private static ExpiryPolicy<Object, Object> expiry(Expiry expiry) {
    return switch (expiry) {
      case ETERNAL -> ExpiryPolicyBuilder.noExpiration();
      // Unlike its time to live, which an update prolongs and the standard's policy does not.
      case CREATED -> ExpiryPolicyBuilder.expiry().create(Expiry.LIFETIME).build();
      case TOUCHED -> ExpiryPolicyBuilder.timeToIdleExpiration(Expiry.LIFETIME);
    };
  }

  /** Copies as Ehcache does for the standard's store by value: all but the known immutables. */
  private static <K, V> CacheConfigurationBuilder<K, V> copying(
      CacheConfigurationBuilder<K, V> configuration, CacheSpec<K, V> spec) {
    CacheConfigurationBuilder<K, V> withKeys =
        configuration.withKeyCopier(IdentityCopier.identityCopier());
    return (spec.valueType() == String.class)
        ? withKeys.withValueCopier(IdentityCopier.identityCopier())
        : withKeys.withValueSerializingCopier();
  }
}
