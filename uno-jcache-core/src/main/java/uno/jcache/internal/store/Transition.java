/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Removal;

/**
 * An operation as a small decision over one entry.
 *
 * <p>If another writer wins the race to commit, the store calls the transition again with the newer
 * entry. So a transition decides by the entry that is passed alone, and publishes nothing itself:
 * what is to happen after the commit is in the result.
 *
 * @param <V> the stored form of a value
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Transition<V, R extends @Nullable Object> {
  /**
   * Decides what to do with the entry. This may run code of the application, so a store never calls
   * it under a lock that guards other keys.
   *
   * @param current the entry, dead or alive; null if there is none
   */
  Decision<V, R> decide(@Nullable StoredEntry<V> current);

  /**
   * Returns whether {@link #decide} needs the value of the entry, and not only its deadlines. If
   * not, a store need not decode it.
   */
  default boolean needsValue() {
    return true;
  }

  /**
   * Returns the lease under which a value was loaded: {@link #decide} is called only if the key was
   * neither changed nor invalidated since. Null if it is called in any case.
   */
  default @Nullable LoadLease<V> lease() {
    return null;
  }

  /**
   * Decides instead of {@link #decide} if there is a live entry that this process cannot decode,
   * but others may. It is treated as absent; the decision takes effect on it.
   */
  default Decision<V, R> decideUnreadable() {
    return decide(null);
  }

  /**
   * Decides instead of {@link #decide} if there was a change since the lease.
   *
   * @param current as {@link #decide} has it
   */
  default Decision<V, R> decideIfChanged(@Nullable StoredEntry<V> current) {
    return decide(current);
  }

  /** Stores a value, with the deadline that the policy has for a creation or an update. */
  static <V> Transition<V, Boolean> put(V value, Expiry expiry) {
    return byDeadlines(
        current ->
            new Decision.Put<>(
                value,
                (current != null && expiry.isLive(current.expiresAt()))
                    ? expiry.onUpdate(current.policyDeadline())
                    : expiry.onCreation(),
                true));
  }

  /** Removes an entry, and returns what was removed. */
  static <V> Transition<V, Removal> remove(Expiry expiry) {
    return byDeadlines(entry -> new Decision.Remove<>(StoredEntry.removed(entry, expiry)));
  }

  /** Returns a transition that does not need the value. */
  private static <V, R> Transition<V, R> byDeadlines(Transition<V, R> transition) {
    return new Transition<>() {
      @Override
      public Decision<V, R> decide(@Nullable StoredEntry<V> current) {
        return transition.decide(current);
      }

      @Override
      public boolean needsValue() {
        return false;
      }
    };
  }
}
