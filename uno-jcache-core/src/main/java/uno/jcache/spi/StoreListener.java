/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/** Notified by a store of what it does on its own. Quick; called at times under a lock. */
public interface StoreListener {
  /** Ignores everything. */
  StoreListener NONE = () -> {};

  /** An entry was evicted to keep the store within its limit. */
  void evicted();

  /**
   * An entry could not be read. It was dropped if its bytes are damaged; otherwise it counts as
   * absent here, and stays for other processes that may read it.
   *
   * @param why for a log; contains no secrets
   */
  default void undecodable(String why) {}

  /** The store could not be reached, read or written. */
  default void failed(StoreException failure) {}

  /** The store answers again, and everything that it missed meanwhile has been repaired. */
  default void recovered() {}
}
