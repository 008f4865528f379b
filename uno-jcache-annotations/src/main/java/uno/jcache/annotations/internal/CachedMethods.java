/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.InvalidAnnotationException;

/**
 * The annotated methods of an application: what each does with its cache. A container has one of
 * these. Safe for use by many threads. Does not prevent the unloading of classes.
 */
public final class CachedMethods {
  private final MethodSearch search;
  private final AnnotationReader reader;

  private final ClassValue<Map<Method, Optional<CachedMethod>>> byClass =
      new ClassValue<>() {
        @Override
        protected Map<Method, Optional<CachedMethod>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  /**
   * Creates an empty set of methods.
   *
   * @param handled the annotations that are looked for
   * @param manager returns the manager of caches that are found by name; called when one is needed
   * @param instances of key generators and resolver factories
   */
  public CachedMethods(
      Handled handled, Supplier<? extends CacheManager> manager, Instances instances) {
    this.search = new MethodSearch(handled);
    this.reader = new AnnotationReader(manager, instances);
  }

  /** Returns whether a class has a caching annotation, its own or inherited. */
  public boolean areIn(Class<?> type) {
    return search.hasAny(type);
  }

  /** Returns whether a caching annotation stands on a method itself. */
  public boolean isAnnotated(Method method) {
    return search.isAnnotated(method);
  }

  /** Returns whether a call of a method is to be handled by {@link #find}. */
  public boolean isCached(Class<?> type, Method method) {
    return search.annotated(type, method).isPresent();
  }

  /**
   * Checks the annotations of a class. No manager is needed.
   *
   * @param isSubclassed whether calls are intercepted by a subclass, which cannot override all
   * @throws InvalidAnnotationException if something is wrong; names all that is
   */
  public void requireSense(Class<?> type, boolean isSubclassed) {
    List<String> problems = AnnotationCheck.problems(search, type, isSubclassed);
    if (!problems.isEmpty()) {
      throw new InvalidAnnotationException(String.join("\n", problems));
    }
  }

  /**
   * Checks the annotations of a class as {@link #requireSense} does, and reads them, so that what
   * is wrong with the classes that they name is found as well.
   */
  public void check(Class<?> type, boolean isSubclassed) {
    requireSense(type, isSubclassed);
    for (Class<?> each : MethodSearch.hierarchy(type)) {
      for (Method method : each.getDeclaredMethods()) {
        CachedMethod unused = find(type, method);
      }
    }
  }

  /**
   * Returns what a method does with its cache; null if it is not annotated.
   *
   * @param type the class of the target, which was checked
   * @param method of the class, or of one of its superclasses or interfaces
   */
  public @Nullable CachedMethod find(Class<?> type, Method method) {
    Map<Method, Optional<CachedMethod>> known = byClass.get(type);
    Optional<CachedMethod> found = known.get(method);
    if (found == null) {
      found =
          search
              .annotated(type, method)
              .map(
                  annotated ->
                      reader.read(
                          type,
                          annotated,
                          search.cacheAnnotations(annotated.getAnnotations()).get(0)));
      known.put(method, found);
    }
    return found.orElse(null);
  }
}
