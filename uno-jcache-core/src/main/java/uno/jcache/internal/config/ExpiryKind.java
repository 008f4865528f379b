/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import uno.jcache.internal.support.Durations;

/** From when on a time to live counts: the policies of the standard, by their names. */
public enum ExpiryKind {
  /** {@link CreatedExpiryPolicy}. */
  CREATED(CreatedExpiryPolicy.class),
  /** {@link ModifiedExpiryPolicy}. */
  MODIFIED(ModifiedExpiryPolicy.class),
  /** {@link AccessedExpiryPolicy}. */
  ACCESSED(AccessedExpiryPolicy.class),
  /** {@link TouchedExpiryPolicy}. */
  TOUCHED(TouchedExpiryPolicy.class);

  private final Class<? extends ExpiryPolicy> policy;

  ExpiryKind(Class<? extends ExpiryPolicy> policy) {
    this.policy = policy;
  }

  /** Returns the kind of a policy; for one that is none of these, {@link #MODIFIED}. */
  public static ExpiryKind of(ExpiryPolicy policy) {
    return Arrays.stream(values())
        .filter(kind -> kind.policy == policy.getClass())
        .findFirst()
        .orElse(MODIFIED);
  }

  /**
   * Returns what makes a policy of this kind for a region in use; with a time of zero, one by which
   * entries expire no more once they change.
   */
  public Factory<ExpiryPolicy> live(Duration timeToLive) {
    return timeToLive.isZero()
        ? ModifiedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ETERNAL)
        : factory(timeToLive);
  }

  /** Returns what makes a policy of this kind; with a time of zero, one that expires nothing. */
  public Factory<ExpiryPolicy> factory(Duration timeToLive) {
    if (timeToLive.isZero()) {
      return EternalExpiryPolicy.factoryOf();
    }
    var duration =
        new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, Durations.millis(timeToLive));
    return switch (this) {
      case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
      case MODIFIED -> ModifiedExpiryPolicy.factoryOf(duration);
      case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
      case TOUCHED -> TouchedExpiryPolicy.factoryOf(duration);
    };
  }
}
