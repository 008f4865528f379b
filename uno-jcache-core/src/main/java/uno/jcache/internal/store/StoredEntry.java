/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Removal;

/**
 * An entry as a store holds it, dead or alive: {@link Expiry} decides whether its deadline has
 * passed.
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

  /** Returns the deadline without its limit, from which policies compute the next one. */
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

  /** Returns what a removal of this entry removes; the entry is null if there is none. */
  static Removal removed(@Nullable StoredEntry<?> entry, Expiry expiry) {
    if (entry == null) {
      return Removal.NOTHING;
    } else if (entry.expiresAt() == Expiry.INVALIDATED) {
      return Removal.INVALIDATED;
    }
    return expiry.isLive(entry.expiresAt()) ? Removal.LIVE : Removal.EXPIRED;
  }
}
