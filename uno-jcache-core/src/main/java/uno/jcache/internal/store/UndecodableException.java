/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by an {@link EntryCodec} for bytes that are not those of a key or value that the cache may
 * read: of another format, or of a class that has changed, is gone or is not allowed. Others may
 * well read them, so their entry counts as absent, but stays. Only bytes that are {@linkplain
 * #isDamaged damaged} are dropped.
 */
public final class UndecodableException extends CacheException {
  private static final long serialVersionUID = 1L;

  private final boolean damaged;

  /**
   * Says why this cache cannot read what others may.
   *
   * @param message for a log; names no contents
   */
  public UndecodableException(String message) {
    super(message);
    this.damaged = false;
  }

  /**
   * Says why this cache cannot read what others may.
   *
   * @param message for a log; names no contents
   * @param cause what the decoder met
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
   * Returns an exception for bytes that nobody can read.
   *
   * @param message for a log; names no contents
   */
  public static UndecodableException damaged(String message) {
    return new UndecodableException(message, null, true);
  }

  /** Returns the same of a part, with another message. */
  public UndecodableException withMessage(String message) {
    return new UndecodableException(message, this, damaged);
  }

  /** Returns whether the bytes cannot be an entry, for whomever. */
  public boolean isDamaged() {
    return damaged;
  }
}
