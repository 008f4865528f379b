/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;
import uno.jcache.annotations.Cached;

/**
 * Returns what is cached, or else runs the method, once for all who wait for the same key ({@link
 * Cached}).
 *
 * @param timeToLive null if the region says how long
 * @param refresh null if values are not loaded ahead
 */
record CachedValueMethod(
    ArgumentTemplate key,
    RegionCache region,
    Returned returned,
    @Nullable Duration timeToLive,
    boolean cachesNull,
    @Nullable RefreshAhead refresh)
    implements CachedMethod {
  /** What the method threw; on its way through the cache, which has the exceptions of loaders. */
  private static final class MethodFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    MethodFailure(Throwable thrown) {
      super(null, thrown, false, false);
    }

    /** Returns what the method threw, or the failure itself if that is of the cache. */
    static Throwable thrownIn(Throwable failure) {
      for (Throwable each = failure; each != null; each = each.getCause()) {
        if (each instanceof MethodFailure && each.getCause() != null) {
          return each.getCause();
        }
      }
      return failure;
    }
  }

  @Override
  public @Nullable Object invoke(Invocation invocation) throws Throwable {
    Object key = this.key.key(invocation.arguments());
    UnoCache<Object, Object> cache = region.get();
    return (returned == Returned.STAGE)
        ? stage(cache, key, invocation)
        : returned.of(CachedNull.unmasked(value(cache, key, invocation)));
  }

  private @Nullable Object value(UnoCache<Object, Object> cache, Object key, Invocation invocation)
      throws Throwable {
    Load loader = new Load(invocation);
    Object value;
    try {
      value = (timeToLive == null) ? cache.get(key, loader) : cache.get(key, loader, timeToLive);
    } catch (CacheLoaderException e) {
      throw MethodFailure.thrownIn(e);
    }
    if (refresh != null && value != null && !loader.ran) { // a call runs its method once at most
      refresh.ifDue(cache, key, same -> toCache(run(invocation)));
    }
    return value;
  }

  /** Loads a missing value by running the method. */
  private final class Load implements Function<Object, @Nullable Object> {
    private final Invocation invocation;
    private boolean ran; // by the caller itself, if at all

    Load(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public @Nullable Object apply(Object key) {
      ran = true;
      Object value = run(invocation);
      if (refresh != null) {
        refresh.loaded(key);
      }
      return toCache(value);
    }
  }

  private @Nullable Object run(Invocation invocation) {
    try {
      Object value = invocation.proceed();
      return (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
    } catch (Throwable e) {
      throw new MethodFailure(e);
    }
  }

  private @Nullable Object toCache(@Nullable Object value) {
    return cachesNull ? CachedNull.masked(value) : value;
  }

  private CompletableFuture<@Nullable Object> stage(
      UnoCache<Object, Object> cache, Object key, Invocation invocation) {
    AtomicBoolean ran = new AtomicBoolean();
    Function<Object, CompletionStage<? extends @Nullable Object>> loader =
        missing -> {
          ran.set(true);
          return loadStage(key, invocation);
        };
    CompletableFuture<@Nullable Object> found =
        (timeToLive == null)
            ? cache.async().get(key, loader)
            : cache.async().get(key, loader, timeToLive);
    CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    var unused =
        found.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                result.completeExceptionally(MethodFailure.thrownIn(failure));
                return;
              }
              result.complete(CachedNull.unmasked(value));
              if (refresh != null && value != null && !ran.get()) {
                refresh.ifDue(
                    cache, key, same -> toCache(proceed(invocation).toCompletableFuture().join()));
              }
            });
    return result;
  }

  private CompletionStage<@Nullable Object> loadStage(Object key, Invocation invocation) {
    CompletableFuture<@Nullable Object> loaded = new CompletableFuture<>();
    var unused =
        proceed(invocation)
            .whenComplete(
                (value, failure) -> {
                  if (failure != null) {
                    loaded.completeExceptionally(new MethodFailure(Returned.cause(failure)));
                    return;
                  }
                  if (refresh != null) {
                    refresh.loaded(key);
                  }
                  loaded.complete(toCache(value));
                });
    return loaded;
  }

  @SuppressWarnings("unchecked") // the method returns a stage
  private static CompletionStage<@Nullable Object> proceed(Invocation invocation) {
    try {
      Object stage = invocation.proceed();
      return (stage == null)
          ? CompletableFuture.completedFuture(null)
          : (CompletionStage<@Nullable Object>) stage;
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
