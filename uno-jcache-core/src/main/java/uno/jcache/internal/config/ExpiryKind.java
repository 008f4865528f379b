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

/** The expiry policies of JSR-107, named after the event at which a time to live begins. */
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

  /** Returns the kind of a policy, or {@link #MODIFIED} if the policy is of no such kind. */
  public static ExpiryKind of(ExpiryPolicy policy) {
    return Arrays.stream(values())
        .filter(kind -> kind.policy == policy.getClass())
        .findFirst()
        .orElse(MODIFIED);
  }

  /**
   * Returns a factory of policies of this kind for a region in use. If the time is zero, an entry
   * becomes eternal when it is created or updated.
   */
  public Factory<ExpiryPolicy> live(Duration timeToLive) {
    return timeToLive.isZero()
        ? ModifiedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ETERNAL)
        : factory(timeToLive);
  }

  /** Returns a factory of policies of this kind. If the time is zero, entries are eternal. */
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
