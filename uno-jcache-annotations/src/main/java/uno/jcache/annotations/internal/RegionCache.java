/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.util.function.Supplier;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.internal.support.Nearest;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.CacheRegions;

/** The cache of a region; if that was removed and created again, the new one. */
final class RegionCache {
  private final Supplier<? extends CacheManager> manager;
  private final String region;
  private volatile @Nullable UnoCache<Object, Object> found;

  /**
   * Creates a reference.
   *
   * @param region empty for the default region
   */
  RegionCache(Supplier<? extends CacheManager> manager, String region) {
    this.manager = manager;
    this.region = region.isEmpty() ? CacheRegions.DEFAULT : region;
  }

  /** Returns the manager, which must be one of Uno JCache. */
  static UnoCacheManager uno(Supplier<? extends CacheManager> manager) {
    CacheManager current = manager.get();
    try {
      return current.unwrap(UnoCacheManager.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "it needs Uno JCache, but caches are those of "
              + current.getClass().getName()
              + "; use @CacheResult and @CacheRemove, which work with each JCache provider",
          e);
    }
  }

  /**
   * Checks that there is the region, which a mistyped name would create otherwise.
   *
   * @throws IllegalArgumentException if there is none
   */
  void requireExists() {
    UnoCacheManager uno = uno(manager);
    if (!region.equals(CacheRegions.DEFAULT) && uno.regions().byName(region).isEmpty()) {
      throw new IllegalArgumentException(
          "there is no region '%s'; configure it, as in uno-jcache.regions.%s { ttl = 10m }; %s"
              .formatted(
                  region,
                  region,
                  Nearest.hint(
                      region, uno.regions().list().stream().map(CacheRegion::name).toList())));
    }
  }

  /** Returns the cache. */
  UnoCache<Object, Object> get() {
    UnoCache<Object, Object> cache = found;
    if (cache == null || cache.isClosed()) {
      cache = find(uno(manager).regions());
      found = cache;
    }
    return cache;
  }

  @SuppressWarnings("unchecked") // keys are strings, and values are what the methods return
  private UnoCache<Object, Object> find(CacheRegions regions) {
    return region.equals(CacheRegions.DEFAULT)
        ? (UnoCache<Object, Object>) (UnoCache<?, ?>) regions.defaultCache()
        : regions.cache(region);
  }
}
