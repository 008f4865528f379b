/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.internal.CachedMethod;
import uno.jcache.annotations.internal.CachedMethods;
import uno.jcache.annotations.internal.Handled;
import uno.jcache.annotations.internal.Instances;
import uno.jcache.annotations.internal.Invocation;

/**
 * Makes annotated objects cache, without a container.
 *
 * <pre>{@code
 * Users users = CacheAnnotations.proxy(new DatabaseUsers(), Users.class);
 * }</pre>
 *
 * <p>The annotations stand on the methods of the class or of the interface; those of the class come
 * first. Calls by the proxy cache; calls that the object makes to itself do not.
 */
public final class CacheAnnotations {
  private CacheAnnotations() {}

  /**
   * Returns a proxy whose caches are those of JCache's default manager.
   *
   * @param <T> the interface
   * @param target on whose methods or interface annotations stand
   * @param type the interface that the proxy implements
   * @throws InvalidAnnotationException if an annotation makes no sense where it stands
   * @throws IllegalArgumentException if the type is no interface
   */
  public static <T> T proxy(T target, Class<T> type) {
    return proxy(target, type, () -> Caching.getCachingProvider().getCacheManager());
  }

  /**
   * Returns a proxy whose caches are those of a manager.
   *
   * @param <T> the interface
   * @param target on whose methods or interface annotations stand
   * @param type the interface that the proxy implements
   * @param manager of any JCache provider
   * @throws InvalidAnnotationException if an annotation makes no sense where it stands
   * @throws IllegalArgumentException if the type is no interface
   */
  public static <T> T proxy(T target, Class<T> type, CacheManager manager) {
    requireNonNull(manager, "manager");
    return proxy(target, type, () -> manager);
  }

  private static <T> T proxy(T target, Class<T> type, Supplier<? extends CacheManager> manager) {
    requireNonNull(target, "target");
    if (!type.isInterface()) {
      throw new IllegalArgumentException(
          type.getName() + " is no interface; only a container can intercept the calls of a class");
    }
    CachedMethods methods = new CachedMethods(Handled.ALL, manager, Instances.created());
    methods.check(target.getClass(), false);
    requireReachable(methods, target.getClass(), type);
    Map<Method, CachedMethod> cached = new HashMap<>();
    for (Method method : type.getMethods()) {
      CachedMethod found = methods.find(target.getClass(), method);
      if (found != null) {
        cached.put(method, found);
      }
    }
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new Handler(target, cached)));
  }

  /** An annotated method that the interface lacks would never be intercepted. */
  private static void requireReachable(CachedMethods methods, Class<?> target, Class<?> type) {
    for (Class<?> each = target; each != null; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        if (methods.isAnnotated(method) && !isDeclared(type, method)) {
          throw new InvalidAnnotationException(
              method + " has a caching annotation, but " + type.getName() + " lacks the method");
        }
      }
    }
  }

  private static boolean isDeclared(Class<?> type, Method method) {
    return method.isBridge()
        || Arrays.stream(type.getMethods())
            .anyMatch(
                each ->
                    each.getName().equals(method.getName())
                        && each.getParameterCount() == method.getParameterCount());
  }

  /** Handles the calls of a proxy. */
  private record Handler(Object target, Map<Method, CachedMethod> cached)
      implements InvocationHandler {
    private static final Object[] NONE = {};

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      ProxyCall call = new ProxyCall(target, method, (arguments == null) ? NONE : arguments);
      CachedMethod found = cached.get(method);
      return (found == null) ? call.proceed() : found.invoke(call);
    }
  }

  private static final class ProxyCall implements Invocation {
    private final Object target;
    private final Method method;
    private final @Nullable Object[] arguments;

    ProxyCall(Object target, Method method, @Nullable Object[] arguments) {
      this.target = target;
      this.method = method;
      this.arguments = arguments;
    }

    @Override
    public Object target() {
      return target;
    }

    @Override
    public @Nullable Object[] arguments() {
      return arguments;
    }

    @Override
    public @Nullable Object proceed() throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw requireNonNull(e.getCause());
      }
    }
  }
}
