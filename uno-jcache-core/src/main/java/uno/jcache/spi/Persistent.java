/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/** A {@link ByteStore} that keeps entries after it was closed. */
public interface Persistent {
  /**
   * Closes the store and deletes its entries, so that nothing of it is left, and the next store of
   * its name begins empty.
   */
  void destroy();
}
