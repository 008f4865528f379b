/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Instant;
import java.util.Map;

/**
 * A snapshot of a provider: a named type of store with its settings.
 *
 * @param name unique in the manager
 * @param type the type of store, such as {@code memory}
 * @param settings the settings of the store, such as an address; passwords are shown as {@code
 *     ***}, also those in URLs
 * @param active whether its regions are in use; if not, their reads miss
 * @param createdAt when it was registered
 */
public record CacheProvider(
    String name, String type, Map<String, Object> settings, boolean active, Instant createdAt) {
  /** Copies the settings. */
  public CacheProvider {
    settings = Map.copyOf(settings);
  }
}
