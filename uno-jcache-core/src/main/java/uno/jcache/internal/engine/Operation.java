/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Transition;

/** An operation of the cache, as a decision about one entry. */
@FunctionalInterface
interface Operation<K, V, R extends @Nullable Object> {
  Decision<Object, Outcome<R>> decide(Step<K, V> step);

  /**
   * Returns the lease since which the key must not have changed, or null; as {@link
   * Transition#lease}.
   */
  default @Nullable LoadLease<Object> lease() {
    return null;
  }

  /** Decides instead of {@link #decide} if the key has changed since the lease. */
  default Decision<Object, Outcome<R>> decideIfChanged(Step<K, V> step) {
    return decide(step);
  }
}
