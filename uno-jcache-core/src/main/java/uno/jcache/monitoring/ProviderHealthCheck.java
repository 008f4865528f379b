/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.health.HealthCheck;
import java.util.NoSuchElementException;
import uno.jcache.UnoCacheManager;
import uno.jcache.region.ProviderHealth;

/**
 * A Dropwizard health check of a provider. Needs {@code io.dropwizard.metrics:metrics-healthchecks}
 * on the class path, which the application adds.
 *
 * <p>The result's details are those of the provider, and {@code latency-ms}, the duration of the
 * check. A removed provider is unhealthy.
 *
 * <p>Safe for use by many threads.
 */
public final class ProviderHealthCheck extends HealthCheck {
  private final UnoCacheManager manager;
  private final String provider;

  /**
   * Creates a check of one provider.
   *
   * @throws NoSuchElementException if the manager has no provider of that name
   */
  public ProviderHealthCheck(UnoCacheManager manager, String provider) {
    this.manager = requireNonNull(manager, "manager");
    this.provider = requireNonNull(provider, "provider");
    if (manager.providers().byName(provider).isEmpty()) {
      throw new NoSuchElementException(
          "There is no provider '" + provider + "' in manager " + manager.getURI());
    }
  }

  @Override
  protected Result check() {
    ProviderHealth health = manager.providers().health(provider);
    ResultBuilder result =
        health.healthy()
            ? Result.builder().healthy()
            : Result.builder().unhealthy().withMessage(health.error());
    health.details().forEach(result::withDetail);
    return result.withDetail("latency-ms", health.latency().toNanos() / 1e6).build();
  }
}
