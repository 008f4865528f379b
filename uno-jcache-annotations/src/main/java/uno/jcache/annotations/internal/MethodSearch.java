/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.cache.annotation.CacheDefaults;
import org.jspecify.annotations.Nullable;

/**
 * Finds the annotations of methods: those of the method itself, or else of one that it overrides,
 * in a class or in an interface.
 */
final class MethodSearch {
  private final Handled handled;

  MethodSearch(Handled handled) {
    this.handled = handled;
  }

  /** Returns the caching annotations that stand on a method or class. */
  List<Annotation> cacheAnnotations(Annotation[] annotations) {
    return Arrays.stream(annotations)
        .filter(each -> handled.includes(each.annotationType()))
        .toList();
  }

  /** Returns whether a caching annotation stands on a method. */
  boolean isAnnotated(Method method) {
    return !cacheAnnotations(method.getAnnotations()).isEmpty();
  }

  /** Returns whether a class has a caching annotation, its own or inherited. */
  boolean hasAny(Class<?> type) {
    return hierarchy(type).stream()
        .anyMatch(
            each ->
                !cacheAnnotations(each.getAnnotations()).isEmpty()
                    || Arrays.stream(each.getDeclaredMethods()).anyMatch(this::isAnnotated));
  }

  /**
   * Returns the annotated method that determines what a call does.
   *
   * @param type the class of the target
   * @param called of the class, or of one of its superclasses or interfaces
   */
  Optional<Method> annotated(Class<?> type, Method called) {
    return hierarchy(type).stream()
        .map(each -> declared(each, called))
        .filter(each -> each != null && isAnnotated(each))
        .findFirst()
        .map(MethodSearch::unbridged);
  }

  private static @Nullable Method declared(Class<?> type, Method called) {
    try {
      return type.getDeclaredMethod(called.getName(), called.getParameterTypes());
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /**
   * Returns the method that a bridge calls. The compiler makes a bridge for a method that has other
   * parameter types than the generic one which it overrides, and copies the annotations.
   */
  private static Method unbridged(Method method) {
    if (!method.isBridge()) {
      return method;
    }
    return Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
        .filter(each -> !each.isBridge() && each.getName().equals(method.getName()))
        .filter(each -> accepts(method.getParameterTypes(), each.getParameterTypes()))
        .findFirst()
        .orElse(method);
  }

  private static boolean accepts(Class<?>[] general, Class<?>[] special) {
    boolean accepts = general.length == special.length;
    for (int i = 0; accepts && i < general.length; i++) {
      accepts = general[i].isAssignableFrom(special[i]);
    }
    return accepts;
  }

  /** Returns the defaults for the methods of a class: its own, or else inherited ones. */
  static Optional<CacheDefaults> defaults(Class<?> type) {
    return hierarchy(type).stream()
        .flatMap(each -> Optional.ofNullable(each.getAnnotation(CacheDefaults.class)).stream())
        .findFirst();
  }

  /** Returns a class, its superclasses, and then all interfaces; nearest first. */
  static Set<Class<?>> hierarchy(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      all.add(each);
    }
    List.copyOf(all).forEach(each -> addInterfaces(each, all));
    all.remove(Object.class);
    return all;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
    for (Class<?> each : type.getInterfaces()) {
      all.add(each);
      addInterfaces(each, all);
    }
  }
}
