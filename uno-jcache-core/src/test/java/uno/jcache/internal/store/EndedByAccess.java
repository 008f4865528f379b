/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static uno.jcache.internal.store.StoreChecks.LIFETIME;

import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** An entry can be read once. */
final class EndedByAccess implements ExpiryPolicy {
  @Override
  public javax.cache.expiry.Duration getExpiryForCreation() {
    return LIFETIME;
  }

  @Override
  public javax.cache.expiry.Duration getExpiryForAccess() {
    return javax.cache.expiry.Duration.ZERO;
  }

  @Override
  @SuppressWarnings("NullAway") // the interface is not annotated: null is for no change
  public javax.cache.expiry.@Nullable Duration getExpiryForUpdate() {
    return null;
  }
}
