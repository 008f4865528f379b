/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider was when somebody asked.
 *
 * @param provider its name
 * @param healthy whether it can keep and find entries
 * @param latency how long it took to find out
 * @param error why it is not healthy, or null
 * @param details what else it tells of itself
 * @param timestamp when that was
 */
public record ProviderHealth(
    String provider,
    boolean healthy,
    Duration latency,
    @Nullable String error,
    Map<String, Object> details,
    Instant timestamp) {
  /** Copies. */
  public ProviderHealth {
    details = Map.copyOf(details);
  }
}
