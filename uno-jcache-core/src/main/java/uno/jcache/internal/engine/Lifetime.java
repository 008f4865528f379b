/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import uno.jcache.internal.expiry.Expiry;

/**
 * Says until when a value that is stored now is to live.
 *
 * @param timeToLive in milliseconds; 0 for as long as the cache's own policy says
 */
public record Lifetime(long timeToLive) {
  /** What the cache's policy says. */
  public static final Lifetime BY_POLICY = new Lifetime(0);

  /** Returns whether the cache's policy says. */
  boolean isByPolicy() {
    return timeToLive == 0;
  }

  /** The deadline where nothing lives yet. */
  long onCreation(Expiry expiry) {
    return isByPolicy() ? expiry.onCreation() : expiry.after(timeToLive);
  }

  /** The deadline of an entry that had another. */
  long onUpdate(Expiry expiry, long expiresAt) {
    return isByPolicy() ? expiry.onUpdate(expiresAt) : expiry.after(timeToLive);
  }
}
