/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.util.List;

/**
 * Which exceptions of a method are cached, or do not prevent a put or removal (JSR-107 1.1: the
 * Javadoc of {@code CacheResult}, {@code CachePut}, {@code CacheRemove} and {@code
 * CacheRemoveAll}).
 *
 * @param included these and no others; if empty, all that are not excluded
 * @param excluded none of these
 * @param otherwise what holds for all if both are empty
 */
record ExceptionFilter(
    List<Class<? extends Throwable>> included,
    List<Class<? extends Throwable>> excluded,
    boolean otherwise) {
  static ExceptionFilter of(
      Class<? extends Throwable>[] included,
      Class<? extends Throwable>[] excluded,
      boolean otherwise) {
    return new ExceptionFilter(List.of(included), List.of(excluded), otherwise);
  }

  boolean matches(Throwable exception) {
    if (included.isEmpty() && excluded.isEmpty()) {
      return otherwise;
    }
    return (included.isEmpty() || isOneOf(included, exception)) && !isOneOf(excluded, exception);
  }

  private static boolean isOneOf(List<Class<? extends Throwable>> classes, Throwable exception) {
    return classes.stream().anyMatch(each -> each.isInstance(exception));
  }
}
