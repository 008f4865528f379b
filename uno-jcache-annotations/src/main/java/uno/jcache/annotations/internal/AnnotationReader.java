/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.Cached;
import uno.jcache.annotations.InvalidAnnotationException;
import uno.jcache.annotations.InvalidateCache;

/** Makes a {@link CachedMethod} of an annotated method. The annotations were checked before. */
final class AnnotationReader {
  private final Supplier<? extends CacheManager> manager;
  private final Instances instances;
  private final Map<Class<?>, Object> created = new ConcurrentHashMap<>();

  AnnotationReader(Supplier<? extends CacheManager> manager, Instances instances) {
    this.manager = manager;
    this.instances = instances;
  }

  /** What all annotations of the standard have. */
  private record Common(
      String cacheName,
      Class<? extends CacheResolverFactory> resolverFactory,
      Class<? extends CacheKeyGenerator> keyGenerator) {
    /** Returns these attributes, with the defaults in place of those that are not set. */
    Common or(CacheDefaults defaults) {
      return new Common(
          cacheName.isEmpty() ? defaults.cacheName() : cacheName,
          (resolverFactory == CacheResolverFactory.class)
              ? defaults.cacheResolverFactory()
              : resolverFactory,
          (keyGenerator == CacheKeyGenerator.class) ? defaults.cacheKeyGenerator() : keyGenerator);
    }
  }

  /**
   * Reads the annotation of a method.
   *
   * @param type the class of the target
   * @param method the annotated one
   * @throws InvalidAnnotationException if it refers to something that is not there
   */
  CachedMethod read(Class<?> type, Method method, Annotation annotation) {
    try {
      if (annotation instanceof Cached cached) {
        return new UnoAnnotationReader(manager).read(type, method, cached);
      } else if (annotation instanceof InvalidateCache invalidate) {
        return new UnoAnnotationReader(manager).read(type, method, invalidate);
      }
      return readStandard(type, method, annotation);
    } catch (IllegalArgumentException e) {
      throw invalid(method, annotation, String.valueOf(e.getMessage()), e);
    } catch (NoClassDefFoundError e) {
      throw invalid(method, annotation, "it needs uno-jcache-core on the class path", e);
    }
  }

  private static InvalidAnnotationException invalid(
      Method method, Annotation annotation, String why, Throwable cause) {
    InvalidAnnotationException invalid =
        new InvalidAnnotationException(
            AnnotationCheck.name(method) + ": " + AnnotationCheck.name(annotation) + ": " + why);
    invalid.initCause(cause);
    return invalid;
  }

  private CachedMethod readStandard(Class<?> type, Method method, Annotation annotation) {
    if (annotation instanceof CacheResult result) {
      return result(type, method, result);
    } else if (annotation instanceof CachePut put) {
      return put(type, method, put);
    } else if (annotation instanceof CacheRemove remove) {
      return remove(type, method, remove);
    }
    return removeAll(type, method, (CacheRemoveAll) annotation);
  }

  private CachedMethod result(Class<?> type, Method method, CacheResult result) {
    Common common =
        new Common(result.cacheName(), result.cacheResolverFactory(), result.cacheKeyGenerator());
    return new CacheResultMethod(
        use(type, method, result, common, result.exceptionCacheName()),
        Returned.by(method),
        result.skipGet(),
        ExceptionFilter.of(result.cachedExceptions(), result.nonCachedExceptions(), true));
  }

  private CachedMethod put(Class<?> type, Method method, CachePut put) {
    Common common =
        new Common(put.cacheName(), put.cacheResolverFactory(), put.cacheKeyGenerator());
    CacheUse<CachePut> use = use(type, method, put, common, "");
    int value = use.parameters().value();
    return new ChangingMethod(
        invocation -> {
          Object key = use.key(invocation);
          return () -> put(use, invocation, key, invocation.arguments()[value]);
        },
        Returned.by(method),
        put.afterInvocation(),
        ExceptionFilter.of(put.cacheFor(), put.noCacheFor(), false));
  }

  /** Stores a value. A cache cannot hold null, so what was there must not stay. */
  private static void put(
      CacheUse<?> use, Invocation invocation, Object key, @Nullable Object value) {
    if (value == null) {
      boolean unused = use.cache(invocation).remove(key);
    } else {
      use.cache(invocation).put(key, value);
    }
  }

  private CachedMethod remove(Class<?> type, Method method, CacheRemove remove) {
    Common common =
        new Common(remove.cacheName(), remove.cacheResolverFactory(), remove.cacheKeyGenerator());
    CacheUse<CacheRemove> use = use(type, method, remove, common, "");
    return new ChangingMethod(
        invocation -> {
          Object key = use.key(invocation);
          return () -> {
            boolean unused = use.cache(invocation).remove(key);
          };
        },
        Returned.by(method),
        remove.afterInvocation(),
        ExceptionFilter.of(remove.evictFor(), remove.noEvictFor(), false));
  }

  private CachedMethod removeAll(Class<?> type, Method method, CacheRemoveAll all) {
    Common common =
        new Common(all.cacheName(), all.cacheResolverFactory(), CacheKeyGenerator.class);
    CacheUse<CacheRemoveAll> use = use(type, method, all, common, "");
    return new ChangingMethod(
        invocation -> () -> use.cache(invocation).removeAll(),
        Returned.by(method),
        all.afterInvocation(),
        ExceptionFilter.of(all.evictFor(), all.noEvictFor(), false));
  }

  private <A extends Annotation> CacheUse<A> use(
      Class<?> type, Method method, A annotation, Common given, String exceptionCache) {
    Optional<CacheDefaults> defaults = MethodSearch.defaults(type);
    Common common = defaults.isPresent() ? given.or(defaults.get()) : given;
    MethodDetails<A> details =
        new MethodDetails<>(
            method,
            Set.of(method.getAnnotations()),
            annotation,
            common.cacheName.isEmpty() ? nameOf(method) : common.cacheName);
    return new CacheUse<>(
        details,
        Parameters.of(method),
        resolver(common, details),
        exceptionCache.isEmpty() ? null : exceptionResolver(common, details, exceptionCache),
        (common.keyGenerator == CacheKeyGenerator.class) ? null : instance(common.keyGenerator));
  }

  /** Returns the name of a cache that has none: that of the method, with its parameter types. */
  private static String nameOf(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getName)
        .collect(
            Collectors.joining(
                ",", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
  }

  private CacheResolver resolver(Common common, MethodDetails<?> details) {
    return (common.resolverFactory == CacheResolverFactory.class)
        ? new NamedCache(manager, details.cacheName())
        : given(instance(common.resolverFactory).getCacheResolver(details), common, details);
  }

  @SuppressWarnings("unchecked") // only a CacheResult names a cache of exceptions
  private CacheResolver exceptionResolver(Common common, MethodDetails<?> details, String name) {
    return (common.resolverFactory == CacheResolverFactory.class)
        ? new NamedCache(manager, name)
        : given(
            instance(common.resolverFactory)
                .getExceptionCacheResolver((MethodDetails<CacheResult>) details),
            common,
            details);
  }

  private static CacheResolver given(
      @Nullable CacheResolver resolver, Common common, MethodDetails<?> details) {
    if (resolver == null) {
      throw new InvalidAnnotationException(
          details.method() + ": " + common.resolverFactory.getName() + " returns no resolver");
    }
    return resolver;
  }

  private <T> T instance(Class<T> type) {
    return type.cast(created.computeIfAbsent(type, instances::get));
  }
}
