/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import uno.jcache.internal.store.EntryCursor;

/**
 * Walks over the entries of a {@link ByteStore}, dead ones included, weakly consistent as {@link
 * EntryCursor} is. For use by one thread.
 */
public interface ByteCursor extends AutoCloseable {
  /**
   * Moves to the next entry, or returns false when there is none.
   *
   * @throws StoreException if the store cannot be read
   */
  boolean advance();

  /** Returns the key of the entry that {@link #advance} moved to. */
  byte[] key();

  /** Returns the entry that {@link #advance} moved to. */
  ByteEntry entry();

  /** Returns whether the store did not fail so far, so that no entry was passed over. */
  default boolean isComplete() {
    return true;
  }

  /**
   * Returns the number of the last of {@link Invalidations} when the entry was read: what was
   * declared since may have removed it. Where entries are not read ahead, that is the last of all.
   */
  default long epoch() {
    return Long.MAX_VALUE;
  }

  /** Gives back what the cursor holds; does nothing the second time. */
  @Override
  void close();
}
