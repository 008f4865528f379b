/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResolver;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Finds a cache by its name, and creates it if there is none. If the cache was closed, it finds the
 * one that replaces it.
 */
final class NamedCache implements CacheResolver {
  private final Supplier<? extends CacheManager> manager;
  private final String name;
  private volatile @Nullable Cache<Object, Object> found;

  NamedCache(Supplier<? extends CacheManager> manager, String name) {
    this.manager = manager;
    this.name = name;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> context) {
    return (Cache<K, V>) get();
  }

  /** Returns the cache. */
  Cache<Object, Object> get() {
    Cache<Object, Object> cache = found;
    if (cache == null || cache.isClosed()) {
      cache = findOrCreate();
      found = cache;
    }
    return cache;
  }

  private Cache<Object, Object> findOrCreate() {
    CacheManager current = manager.get();
    Cache<Object, Object> existing = current.getCache(name);
    if (existing != null) {
      return existing;
    }
    try {
      return current.createCache(name, new MutableConfiguration<>());
    } catch (CacheException e) {
      existing = current.getCache(name);
      if (existing != null) { // another thread was faster
        return existing;
      }
      throw e;
    }
  }
}
