/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;

/**
 * A {@link ByteStore} whose entries other processes read and change at the same time. It is no
 * store for a near cache, which belongs to one process.
 */
public interface Shared {
  /**
   * Leases keys whose values are about to be loaded: reads their entries, and leaves a lease where
   * there is none. A lease is like an entry that {@link ByteStore#get} returns: every change of the
   * key, by any process, replaces it, so a compare-and-set that expects it succeeds only if nothing
   * has changed. {@link Scannable#scan} leaves placeholders out.
   *
   * @return in the order of the keys
   */
  List<ByteLease> lease(List<byte[]> keys);

  /** Notifies a listener of what other processes change, until the store is closed. */
  void follow(ChangeListener<byte[]> listener);

  /**
   * Notifies the other processes that a key was removed of which the store has no entry: if the
   * store had evicted it, their near caches may still have it.
   */
  void announceRemoval(byte[] key);
}
