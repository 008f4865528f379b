/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import org.jspecify.annotations.Nullable;

/**
 * Changes a cache before or after the method (JSR-107 1.1: {@code CachePut}, {@code CacheRemove},
 * {@code CacheRemoveAll}).
 *
 * @param isAfter whether the method runs first
 * @param changesFor the exceptions after which the cache is changed nevertheless
 */
record ChangingMethod(Change change, Returned returned, boolean isAfter, ExceptionFilter changesFor)
    implements CachedMethod {
  /** A change of a cache, as a call demands it. */
  interface Change {
    /** Returns what changes the cache. Keys and values are those before the method runs. */
    Runnable of(Invocation invocation);
  }

  @Override
  public @Nullable Object invoke(Invocation invocation) throws Throwable {
    Runnable change = this.change.of(invocation);
    if (!isAfter) {
      change.run();
      return invocation.proceed();
    }
    return returned.proceed(
        invocation,
        new Returned.Actions(
            value -> change.run(),
            exception -> {
              if (changesFor.matches(exception)) {
                change.run();
              }
            }));
  }
}
