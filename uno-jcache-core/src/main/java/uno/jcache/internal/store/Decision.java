/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;

/**
 * What to do with an entry. The decision whose result a store returns has taken effect exactly
 * once, and no other.
 *
 * @param <V> the stored form of a value
 * @param <R> what the decision carries back to the caller
 */
public sealed interface Decision<V, R extends @Nullable Object> {
  /** Returns what the caller receives once the decision is committed. */
  R result();

  /**
   * Leaves the entry as it is.
   *
   * @param <V> the stored form of a value
   * @param <R> what the decision carries back to the caller
   * @param result what the caller receives
   */
  record Keep<V, R extends @Nullable Object>(R result) implements Decision<V, R> {}

  /**
   * Moves the deadline of an existing entry and leaves its value. A touch that races with a change
   * of the entry may be lost.
   *
   * @param <V> the stored form of a value
   * @param <R> what the decision carries back to the caller
   * @param expiresAt the new deadline by the policy, in milliseconds since the epoch
   * @param notAfter the limit of the deadline from now on; the earlier of the two counts
   * @param result what the caller receives
   */
  record Touch<V, R extends @Nullable Object>(long expiresAt, long notAfter, R result)
      implements Decision<V, R> {
    /** Moves a deadline that is not limited. */
    public Touch(long expiresAt, R result) {
      this(expiresAt, Expiry.NEVER, result);
    }
  }

  /**
   * Stores a value, in place of the entry that was seen or where none was.
   *
   * @param <V> the stored form of a value
   * @param <R> what the decision carries back to the caller
   * @param value the value in its stored form
   * @param expiresAt the deadline by the policy, in milliseconds since the epoch
   * @param notAfter the limit of the deadline; the earlier of the two counts
   * @param result what the caller receives
   */
  record Put<V, R extends @Nullable Object>(V value, long expiresAt, long notAfter, R result)
      implements Decision<V, R> {
    /** Stores a value whose deadline is not limited. */
    public Put(V value, long expiresAt, R result) {
      this(value, expiresAt, Expiry.NEVER, result);
    }
  }

  /**
   * Removes the entry that was seen; where none was, does nothing.
   *
   * @param <V> the stored form of a value
   * @param <R> what the decision carries back to the caller
   * @param result what the caller receives
   */
  record Remove<V, R extends @Nullable Object>(R result) implements Decision<V, R> {}
}
