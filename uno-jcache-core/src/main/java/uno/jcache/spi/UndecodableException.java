/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import javax.cache.CacheException;

/**
 * Thrown by an {@link EntryCodec} for bytes that are not those of a key or value that the cache may
 * read: damaged, of another format, or of a class that has changed, is gone or is not allowed.
 */
public final class UndecodableException extends CacheException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message for a log; names no contents
   */
  public UndecodableException(String message) {
    super(message);
  }

  /**
   * Says why.
   *
   * @param message for a log; names no contents
   * @param cause what the decoder met
   */
  public UndecodableException(String message, Throwable cause) {
    super(message, cause);
  }
}
