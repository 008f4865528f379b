/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Removal;

/**
 * An operation as a small decision over one entry.
 *
 * <p>A store may ask again with a newer entry when another writer won the race to commit, so a
 * transition must take every answer from the entry that it is shown, and must not publish anything
 * itself: what is to happen after the commit travels in the result.
 *
 * @param <V> the stored form of a value
 * @param <R> what the decision carries back to the caller
 */
@FunctionalInterface
public interface Transition<V, R extends @Nullable Object> {
  /**
   * Decides what becomes of the entry. Runs user code at times, so a store never calls it under a
   * lock that guards other keys.
   *
   * @param current the entry, dead or alive, or null where the store has none
   */
  Decision<V, R> decide(@Nullable StoredEntry<V> current);

  /**
   * Returns the mark since which the key must not have been changed, nor invalidated, for {@link
   * #decide} to be asked; or null where it is asked in any case.
   */
  default @Nullable LoadLease<V> lease() {
    return null;
  }

  /**
   * Decides instead where there is a live entry that this process cannot read, but others may: as
   * if there were none. What is decided takes effect on that entry.
   */
  default Decision<V, R> decideUnreadable() {
    return decide(null);
  }

  /**
   * Decides instead where there was a change since the mark.
   *
   * @param current as {@link #decide} has it
   */
  default Decision<V, R> decideLate(@Nullable StoredEntry<V> current) {
    return decide(current);
  }

  /** Stores a value; the deadline is what a policy says of a creation or an update. */
  static <V> Transition<V, Boolean> put(V value, Expiry expiry) {
    return current ->
        new Decision.Put<>(
            value,
            (current != null && expiry.isLive(current.expiresAt()))
                ? expiry.onUpdate(current.policyDeadline())
                : expiry.onCreation(),
            true);
  }

  /** Removes an entry, and returns what it was. */
  static <V> Transition<V, Removal> remove(Expiry expiry) {
    return entry -> new Decision.Remove<>(StoredEntry.removed(entry, expiry));
  }
}
