/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.created;

import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.MovableClock;

/** The policies of the standard, and what they say of a deadline. */
@SuppressWarnings("ImmutableEnumChecker") // the policies of the standard are immutable
enum StandardPolicy {
  ACCESSED(new AccessedExpiryPolicy(LIFETIME), true, false, true),
  CREATED(created(), true, false, false),
  ETERNAL(new EternalExpiryPolicy(), false, false, false),
  MODIFIED(new ModifiedExpiryPolicy(LIFETIME), true, true, false),
  TOUCHED(new TouchedExpiryPolicy(LIFETIME), true, true, true);

  final ExpiryPolicy policy;
  final boolean expires;
  final boolean movedByUpdate;
  final boolean movedByAccess;

  StandardPolicy(
      ExpiryPolicy policy, boolean expires, boolean movedByUpdate, boolean movedByAccess) {
    this.policy = policy;
    this.expires = expires;
    this.movedByUpdate = movedByUpdate;
    this.movedByAccess = movedByAccess;
  }

  long onCreation(MovableClock clock) {
    return expires ? clock.in(LIFE) : Expiry.NEVER;
  }
}
