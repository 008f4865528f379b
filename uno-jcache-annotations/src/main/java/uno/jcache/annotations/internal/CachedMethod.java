/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import org.jspecify.annotations.Nullable;

/** What one annotated method does with its cache. Safe for use by many threads. */
public interface CachedMethod {
  /**
   * Handles a call.
   *
   * @return what the caller gets
   * @throws Throwable what the method throws; or what the cache throws, if it fails
   */
  @Nullable Object invoke(Invocation invocation) throws Throwable;
}
