/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

/**
 * Walks over the entries of a store, dead ones included, weakly consistent: an entry that is there
 * throughout is seen once; one that comes or goes meanwhile may be seen or not. For use by one
 * thread.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public interface EntryCursor<K, V> extends AutoCloseable {
  /** Moves to the next entry, or returns false when there is none. */
  boolean advance();

  /** Returns the key of the entry that {@link #advance} moved to. */
  K key();

  /**
   * Returns the entry that {@link #advance} moved to.
   *
   * @throws UndecodableException if the value cannot be read; who asks for the key finds it absent
   */
  StoredEntry<V> entry();

  /**
   * Returns the deadline of the entry that {@link #advance} moved to, as {@link StoredEntry} has
   * it.
   */
  default long expiresAt() {
    return entry().expiresAt();
  }

  /** Returns whether the store did not fail so far, so that no entry was passed over. */
  default boolean isComplete() {
    return true;
  }

  /** Gives back what the cursor holds; does nothing the second time. */
  @Override
  void close();
}
