/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/**
 * Returns what is cached, or else runs the method and caches its value or exception (JSR-107 1.1,
 * {@link CacheResult}). Null is not cached, as a cache cannot hold it.
 */
record CacheResultMethod(
    CacheUse<CacheResult> use, Returned returned, boolean skipsGet, ExceptionFilter cached)
    implements CachedMethod {
  @Override
  public @Nullable Object invoke(Invocation invocation) throws Throwable {
    Object key = use.key(invocation);
    Cache<Object, Object> cache = use.cache(invocation);
    Cache<Object, Object> exceptions = use.exceptionCache(invocation);
    if (!skipsGet) {
      if (exceptions != null && exceptions.get(key) instanceof Throwable before) {
        return returned.failure(before);
      }
      Object value = cache.get(key);
      if (value != null) {
        return returned.of(value);
      }
    }
    return returned.proceed(
        invocation,
        new Returned.Actions(
            value -> {
              if (value != null) {
                cache.put(key, value);
              }
            },
            exception -> {
              if (exceptions != null && cached.matches(exception)) {
                exceptions.put(key, exception);
              }
            }));
  }
}
