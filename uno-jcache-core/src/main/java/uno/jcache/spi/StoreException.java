/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import javax.cache.CacheException;

/**
 * Thrown by a store that cannot be reached, read or written. Where the configuration says {@code
 * fallback-on-error}, applications do not see it: reads miss instead.
 */
public final class StoreException extends CacheException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what failed, and what to do about it.
   *
   * @param message names the cache, and where its entries are
   */
  public StoreException(String message) {
    super(message);
  }

  /**
   * Says what failed, and what to do about it.
   *
   * @param message names the cache, and where its entries are
   * @param cause what the store met
   */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
