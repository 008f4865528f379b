/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import uno.jcache.annotations.Cached;

/** Finds annotations that make no sense where they stand. */
final class AnnotationCheck {
  /** What holds a value only later, or only once; by name, as most are not on the class path. */
  private static final Set<String> NOT_CACHEABLE =
      Set.of(
          Future.class.getName(),
          CompletionStage.class.getName(),
          BaseStream.class.getName(),
          "java.util.Iterator",
          "java.lang.AutoCloseable",
          "java.util.concurrent.Flow$Publisher",
          "org.reactivestreams.Publisher");

  private final MethodSearch search;
  private final List<String> problems = new ArrayList<>();

  private AnnotationCheck(MethodSearch search) {
    this.search = search;
  }

  /**
   * Checks a class.
   *
   * @param search for annotations
   * @param isSubclassed whether calls are intercepted by a subclass, which cannot override all
   * @return what is wrong; empty if nothing is
   */
  static List<String> problems(MethodSearch search, Class<?> type, boolean isSubclassed) {
    AnnotationCheck check = new AnnotationCheck(search);
    for (Class<?> each : MethodSearch.hierarchy(type)) {
      for (Annotation misplaced : search.cacheAnnotations(each.getAnnotations())) {
        check.problems.add(
            each.getName() + ": " + name(misplaced) + " must stand on methods, not on the class");
      }
      for (Method method : each.getDeclaredMethods()) {
        if (search.isAnnotated(method) && !method.isBridge()) {
          check.check(method, isSubclassed);
        }
      }
    }
    return check.problems;
  }

  static String name(Annotation annotation) {
    return "@" + annotation.annotationType().getSimpleName();
  }

  private void check(Method method, boolean isSubclassed) {
    List<Annotation> annotations = search.cacheAnnotations(method.getAnnotations());
    Annotation annotation = annotations.get(0);
    if (annotations.size() > 1) {
      String all =
          annotations.stream()
              .map(AnnotationCheck::name)
              .sorted()
              .collect(Collectors.joining(", "));
      add(method, all + " exclude each other; keep one of them");
    }
    checkModifiers(method, annotation, isSubclassed);
    int values = Parameters.with(CacheValue.class, method.getParameterAnnotations()).length;
    if (annotation instanceof CachePut) {
      checkPut(method, values);
    } else if (values > 0) {
      add(method, "@CacheValue belongs to @CachePut");
    }
    if (annotation instanceof CacheResult || annotation instanceof Cached) {
      checkReturned(method, annotation);
    }
    if (annotation instanceof Cached cached) {
      checkOverloads(method, cached);
    }
  }

  private void checkModifiers(Method method, Annotation annotation, boolean isSubclassed) {
    int modifiers = method.getModifiers();
    String why =
        Modifier.isStatic(modifiers)
            ? "static"
            : Modifier.isPrivate(modifiers)
                ? "private"
                : (isSubclassed && Modifier.isFinal(modifiers)) ? "final" : "";
    if (!why.isEmpty()) {
      add(
          method,
          name(annotation)
              + " has no effect, as calls of a "
              + why
              + " method cannot be"
              + " intercepted");
    }
  }

  private void checkPut(Method method, int values) {
    if (values != 1) {
      String found = (values == 0) ? "none has it" : values + " have it";
      add(method, "@CachePut needs one parameter with @CacheValue, but " + found);
    } else if (Parameters.of(method).keys().length == 0) {
      add(method, "@CachePut needs a key: a parameter beside the one with @CacheValue");
    }
  }

  /** By default, a key does not tell methods apart that have the same name. */
  private void checkOverloads(Method method, Cached cached) {
    boolean isAmbiguous =
        cached.key().isEmpty()
            && cached.keyPrefix().isEmpty()
            && Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
                .anyMatch(
                    other ->
                        !other.isBridge()
                            && !other.equals(method)
                            && other.getName().equals(method.getName())
                            && other.isAnnotationPresent(Cached.class));
    if (isAmbiguous) {
      add(method, "@Cached needs a keyPrefix, as there is another method of that name");
    }
  }

  private void checkReturned(Method method, Annotation annotation) {
    Class<?> type = method.getReturnType();
    if (type == void.class) {
      add(method, name(annotation) + " has no effect, as the method returns nothing");
    } else if (Returned.by(method) == Returned.VALUE) {
      MethodSearch.hierarchy(type).stream()
          .filter(each -> NOT_CACHEABLE.contains(each.getName()))
          .findFirst()
          .ifPresent(
              each ->
                  add(
                      method,
                      name(annotation)
                          + " cannot cache a "
                          + type.getName()
                          + ", which has no value yet or can be used once only; return the value, an Optional,"
                          + " a CompletionStage or a CompletableFuture"));
    }
  }

  private void add(Method method, String problem) {
    problems.add(name(method) + ": " + problem);
  }

  static String name(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(
            Collectors.joining(
                ", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
  }
}
