/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a health check of a provider.
 *
 * @param provider its name
 * @param healthy whether it can keep and find entries
 * @param latency the duration of the check
 * @param error why it is not healthy, or null
 * @param details further facts, such as the version of a server
 * @param timestamp when it was checked
 */
public record ProviderHealth(
    String provider,
    boolean healthy,
    Duration latency,
    @Nullable String error,
    Map<String, Object> details,
    Instant timestamp) {
  /** Copies the details. */
  public ProviderHealth {
    details = Map.copyOf(details);
  }
}
