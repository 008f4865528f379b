/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;

/**
 * When entries expire: far later than any measurement ends, so that only the bookkeeping counts.
 */
public enum Expiry {
  ETERNAL,
  CREATED,
  TOUCHED;

  /** How long an entry lives, where it does not live for ever. */
  static final java.time.Duration LIFETIME = java.time.Duration.ofHours(1);

  /** Returns the standard's factory of this policy. */
  Factory<? extends ExpiryPolicy> factory() {
    Duration lifetime = new Duration(TimeUnit.SECONDS, LIFETIME.toSeconds());
    return switch (this) {
      case ETERNAL -> EternalExpiryPolicy.factoryOf();
      case CREATED -> CreatedExpiryPolicy.factoryOf(lifetime);
      case TOUCHED -> TouchedExpiryPolicy.factoryOf(lifetime);
    };
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
