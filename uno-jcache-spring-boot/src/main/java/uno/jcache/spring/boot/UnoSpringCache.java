/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.jcache.JCacheCache;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;

/**
 * Spring's view of a cache. Beyond that of Spring itself, it loads a missing value once for all who
 * wait ({@code sync = true}), and knows futures ({@code @Cacheable} on methods that return a {@code
 * CompletableFuture} or a type of Reactor).
 */
final class UnoSpringCache extends JCacheCache {
  private final UnoCacheManager manager;
  private final UnoCache<Object, Object> cache;

  @SuppressWarnings("unchecked") // all caches of our manager are of this type
  UnoSpringCache(UnoCacheManager manager, Cache<Object, Object> cache, boolean allowsNull) {
    super(cache, allowsNull);
    this.manager = manager;
    this.cache = cache.unwrap(UnoCache.class);
  }

  UnoCache<Object, Object> cache() {
    return cache;
  }

  UnoCacheManager manager() {
    return manager;
  }

  @Override
  @SuppressWarnings("unchecked") // the caller knows what is cached
  public <T> @Nullable T get(Object key, Callable<T> loader) {
    try {
      return (T) fromStoreValue(cache.get(key, missing -> load(loader)));
    } catch (CacheLoaderException e) {
      throw new ValueRetrievalException(key, loader, cause(e));
    }
  }

  private Object load(Callable<?> loader) {
    try {
      return toStoreValue(loader.call());
    } catch (Exception e) {
      throw new CacheLoaderException(e);
    }
  }

  @Override
  public @Nullable CompletableFuture<?> retrieve(Object key) {
    return cache.async().get(key).thenApply(this::toValueWrapper);
  }

  @Override
  @SuppressWarnings("unchecked") // the caller knows what is cached
  public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
    return cache
        .async()
        .get(key, missing -> loader.get().thenApply(this::toStoreValue))
        .handle(
            (value, failure) -> {
              if (failure != null) {
                throw new CompletionException(cause(failure));
              }
              return (T) fromStoreValue(value);
            });
  }

  /** Returns the failure of the application's own loader, which the cache wraps. */
  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof CacheLoaderException)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
