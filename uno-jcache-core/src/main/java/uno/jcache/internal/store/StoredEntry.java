/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Removal;

/**
 * One entry as a store holds it, dead or alive: whether its deadline has passed is for {@link
 * Expiry} to say.
 *
 * @param <V> the stored form of a value
 */
public interface StoredEntry<V> {
  /** Returns the value, in the form in which it was stored. */
  V value();

  /**
   * Returns the deadline: the first millisecond since the epoch at which the entry is expired, or
   * {@link Expiry#NEVER}.
   */
  long expiresAt();

  /**
   * Returns what the deadline would be without its limit: by this, policies compute the next one.
   */
  default long policyDeadline() {
    return expiresAt();
  }

  /**
   * Returns the limit of the deadline, in milliseconds since the epoch, or {@link Expiry#NEVER}: no
   * access moves the deadline beyond it.
   */
  default long notAfter() {
    return Expiry.NEVER;
  }

  /** Returns what the removal of an entry is, or of none. */
  static Removal removed(@Nullable StoredEntry<?> entry, Expiry expiry) {
    if (entry == null) {
      return Removal.NOTHING;
    } else if (entry.expiresAt() == Expiry.INVALIDATED) {
      return Removal.INVALIDATED;
    }
    return expiry.isLive(entry.expiresAt()) ? Removal.LIVE : Removal.EXPIRED;
  }
}
