/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import javax.cache.CacheException;

/**
 * Thrown for a value that a cache cannot store: it cannot be encoded, is too large, or is of a
 * class that the cache would not read. Nothing has changed then. A value that was loaded is
 * returned to the caller all the same.
 */
public final class UnstorableException extends CacheException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why, and what to do about it.
   *
   * @param message names the cache
   */
  public UnstorableException(String message) {
    super(message);
  }

  /**
   * Says why, and what to do about it.
   *
   * @param message names the cache
   * @param cause what the encoder met
   */
  public UnstorableException(String message, Throwable cause) {
    super(message, cause);
  }
}
