/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by an {@link EntryCodec} for bytes that it cannot decode: of another format, or of a class
 * that has changed, is missing or is not allowed. Other processes may be able to decode them, so
 * the entry counts as absent, but stays. Only {@linkplain #isDamaged damaged} bytes are deleted.
 */
public final class UndecodableException extends CacheException {
  private static final long serialVersionUID = 1L;

  private final boolean damaged;

  /**
   * Creates an exception for bytes that this cache cannot decode, but others may.
   *
   * @param message for a log; names no contents
   */
  public UndecodableException(String message) {
    super(message);
    this.damaged = false;
  }

  /**
   * Creates an exception for bytes that this cache cannot decode, but others may.
   *
   * @param message for a log; names no contents
   * @param cause the exception of the decoder
   */
  public UndecodableException(String message, Throwable cause) {
    super(message, cause);
    this.damaged = false;
  }

  private UndecodableException(String message, @Nullable Throwable cause, boolean damaged) {
    super(message, cause);
    this.damaged = damaged;
  }

  /**
   * Returns an exception for bytes that no process can decode.
   *
   * @param message for a log; names no contents
   */
  public static UndecodableException damaged(String message) {
    return new UndecodableException(message, null, true);
  }

  /** Returns the same exception for a part of the bytes, with another message. */
  public UndecodableException withMessage(String message) {
    return new UndecodableException(message, this, damaged);
  }

  /** Returns whether no process can decode the bytes. */
  public boolean isDamaged() {
    return damaged;
  }
}
