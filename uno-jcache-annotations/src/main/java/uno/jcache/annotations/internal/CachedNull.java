/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import org.jspecify.annotations.Nullable;

/** Stands for null in a cache, which cannot hold null. */
enum CachedNull {
  INSTANCE;

  /** Returns what stands in the cache for a value. */
  static Object masked(@Nullable Object value) {
    return (value == null) ? INSTANCE : value;
  }

  static @Nullable Object unmasked(@Nullable Object stored) {
    return (stored == INSTANCE) ? null : stored;
  }
}
