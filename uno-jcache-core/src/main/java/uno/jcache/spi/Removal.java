/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoredEntry;

/** What was in the place of an entry that was removed without a look at it. */
public enum Removal {
  /** No entry. */
  NOTHING,
  /** An entry whose deadline had passed. */
  EXPIRED,
  /** An entry that an invalidation had hidden. */
  INVALIDATED,
  /** A live entry. */
  LIVE;

  /** Returns what the removal of such an entry is. */
  public static Removal of(@Nullable StoredEntry<?> entry, Expiry expiry) {
    if (entry == null) {
      return NOTHING;
    } else if (entry.expiresAt() == Expiry.INVALIDATED) {
      return INVALIDATED;
    }
    return expiry.isLive(entry.expiresAt()) ? LIVE : EXPIRED;
  }
}
