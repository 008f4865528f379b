/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import javax.cache.Cache;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheResolver;
import org.jspecify.annotations.Nullable;

/**
 * The caches and keys of an annotated method.
 *
 * @param keys null for the usual keys
 * @param exceptions the cache of exceptions, if they are cached
 */
record CacheUse<A extends Annotation>(
    MethodDetails<A> details,
    Parameters parameters,
    CacheResolver values,
    @Nullable CacheResolver exceptions,
    @Nullable CacheKeyGenerator keys) {
  /** Returns the cache of a call. */
  Cache<Object, Object> cache(Invocation invocation) {
    return cache(values, invocation);
  }

  /** Returns the cache of a call's exception; null if exceptions are not cached. */
  @Nullable Cache<Object, Object> exceptionCache(Invocation invocation) {
    return (exceptions == null) ? null : cache(exceptions, invocation);
  }

  private Cache<Object, Object> cache(CacheResolver resolver, Invocation invocation) {
    return (resolver instanceof NamedCache named)
        ? named.get()
        : resolver.resolveCache(context(invocation));
  }

  /** Returns the key of a call. */
  Object key(Invocation invocation) {
    return (keys == null)
        ? parameters.key(invocation.arguments())
        : keys.generateCacheKey(context(invocation));
  }

  private InvocationContext<A> context(Invocation invocation) {
    return new InvocationContext<>(details, parameters, invocation);
  }
}
