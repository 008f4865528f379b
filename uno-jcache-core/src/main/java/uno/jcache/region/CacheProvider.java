/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Instant;
import java.util.Map;

/**
 * A provider as it was when somebody asked: a type of store under a name, with its settings.
 *
 * @param name unlike that of any other provider of the manager
 * @param type how entries are kept, such as {@code memory}
 * @param settings what the type is told, such as an address; passwords are shown as {@code ***},
 *     those in URLs, too
 * @param active whether its regions serve
 * @param createdAt when it was registered
 */
public record CacheProvider(
    String name, String type, Map<String, Object> settings, boolean active, Instant createdAt) {
  /** Copies. */
  public CacheProvider {
    settings = Map.copyOf(settings);
  }
}
