/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/** What a removal found in the place of the entry. */
public enum Removal {
  /** No entry. */
  NOTHING,
  /** An entry whose deadline had passed. */
  EXPIRED,
  /** An entry that an invalidation had hidden. */
  INVALIDATED,
  /** A live entry. */
  LIVE,
  /** Unknown: nothing was removed, since an invalidation may have been published meanwhile. */
  SUPERSEDED
}
