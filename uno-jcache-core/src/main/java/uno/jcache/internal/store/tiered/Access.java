/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;

/**
 * A read that moves the deadline of a live entry.
 *
 * @param deadline returns the deadline of the entry by its policy, from now on
 */
record Access<V>(Expiry expiry, ToLongFunction<StoredEntry<V>> deadline)
    implements Transition<V, Access.Accessed<V>> {
  /**
   * What an access found.
   *
   * @param value null if there is no live entry
   * @param isDead whether there is a dead one
   */
  record Accessed<V>(@Nullable V value, boolean isDead) {}

  @Override
  public Decision<V, Accessed<V>> decide(@Nullable StoredEntry<V> current) {
    if (current == null || !expiry.isLive(current.expiresAt())) {
      return new Decision.Keep<>(new Accessed<>(null, current != null));
    }
    long moved = deadline.applyAsLong(current);
    Accessed<V> found = new Accessed<>(current.value(), false);
    return (moved == current.policyDeadline())
        ? new Decision.Keep<>(found)
        : new Decision.Touch<>(moved, current.notAfter(), found);
  }
}
