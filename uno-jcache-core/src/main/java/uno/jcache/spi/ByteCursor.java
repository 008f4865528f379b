/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/**
 * Iterates over the entries of a {@link ByteStore}, expired ones included. Weakly consistent: an
 * entry that is present throughout is returned once; one that is added or removed meanwhile is
 * returned or not. For use by one thread.
 */
public interface ByteCursor extends AutoCloseable {
  /**
   * Moves to the next entry, or returns false if there is none.
   *
   * @throws StoreException if the store cannot be read
   */
  boolean advance();

  /** Returns the key of the entry that {@link #advance} moved to. */
  byte[] key();

  /** Returns the entry that {@link #advance} moved to. */
  ByteEntry entry();

  /**
   * Returns the epoch of the last of {@link Invalidations} when the entry was read: an invalidation
   * after it may have removed the entry. {@link Long#MAX_VALUE} if entries are not read ahead.
   */
  default long epoch() {
    return Long.MAX_VALUE;
  }

  /** Releases what the cursor holds. Has no effect the second time. */
  @Override
  void close();
}
