/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/** Told by a store of what it does unasked. Quick; called at times under a lock. */
public interface StoreListener {
  /** One that does not care. */
  StoreListener NONE = () -> {};

  /** An entry was dropped to keep the store's bound. */
  void evicted();

  /**
   * An entry could not be read: it was dropped, as its bytes are damaged; or it counts as absent,
   * and stays for others who may read it.
   *
   * @param why for a log; names no secrets
   */
  default void undecodable(String why) {}

  /** The store could not be reached, read or written. */
  default void failed(StoreException failure) {}

  /** The store answers again, and nothing is left of what it missed meanwhile. */
  default void recovered() {}
}
