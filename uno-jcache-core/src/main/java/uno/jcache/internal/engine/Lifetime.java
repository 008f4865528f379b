/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import uno.jcache.internal.expiry.Expiry;

/**
 * How long a value that is stored now lives.
 *
 * @param timeToLive in milliseconds; 0 if the cache's expiry policy applies
 */
public record Lifetime(long timeToLive) {
  /** The lifetime by the cache's expiry policy. */
  public static final Lifetime BY_POLICY = new Lifetime(0);

  /** Returns whether the cache's expiry policy applies. */
  boolean isByPolicy() {
    return timeToLive == 0;
  }

  /** Returns the deadline of a new entry. */
  long onCreation(Expiry expiry) {
    return isByPolicy() ? expiry.onCreation() : expiry.after(timeToLive);
  }

  /** Returns the deadline of an entry that is updated. */
  long onUpdate(Expiry expiry, long expiresAt) {
    return isByPolicy() ? expiry.onUpdate(expiresAt) : expiry.after(timeToLive);
  }
}
