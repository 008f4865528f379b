/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

/**
 * Visits the entries of a store, dead ones included. Weakly consistent: an entry that is present
 * all the time is visited once; one that is added or removed meanwhile may be visited or not. For
 * use by one thread.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public interface EntryCursor<K, V> extends AutoCloseable {
  /** Moves to the next entry, or returns false if there is none. */
  boolean advance();

  /** Returns the key of the entry that {@link #advance} moved to. */
  K key();

  /**
   * Returns the entry that {@link #advance} moved to.
   *
   * @throws UndecodableException if the value cannot be decoded; a get of the key misses
   */
  StoredEntry<V> entry();

  /**
   * Returns the deadline of the entry that {@link #advance} moved to, as {@link StoredEntry} has
   * it.
   */
  default long expiresAt() {
    return entry().expiresAt();
  }

  /** Returns whether no entry was left out so far because the store failed. */
  default boolean isComplete() {
    return true;
  }

  /** Releases the resources of the cursor. Does nothing the second time. */
  @Override
  void close();
}
