/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Transition;

/** What one operation of the cache makes of one look at one entry. */
@FunctionalInterface
interface Operation<K, V, R extends @Nullable Object> {
  Decision<Object, Outcome<R>> decide(Step<K, V> step);

  /** Returns the mark since which nobody must have changed the key; as {@link Transition#lease}. */
  default @Nullable LoadLease<Object> lease() {
    return null;
  }

  /** Decides instead where somebody did. */
  default Decision<Object, Outcome<R>> decideLate(Step<K, V> step) {
    return decide(step);
  }
}
