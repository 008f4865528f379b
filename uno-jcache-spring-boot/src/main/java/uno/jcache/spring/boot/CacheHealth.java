/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import uno.jcache.UnoCacheManager;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.ProviderHealth;

/**
 * The health of the providers of a manager.
 *
 * @param isUp whether all active providers answer
 * @param details by the provider
 */
record CacheHealth(boolean isUp, Map<String, Object> details) {
  static CacheHealth of(UnoCacheManager manager) {
    Map<String, Object> details = new LinkedHashMap<>();
    boolean isUp = true;
    for (CacheProvider provider : manager.providers().list()) {
      if (!provider.active()) {
        details.put(provider.name(), Map.of("active", false));
        continue;
      }
      ProviderHealth health = manager.providers().health(provider.name());
      isUp &= health.healthy();
      Map<String, Object> shown = new LinkedHashMap<>(health.details());
      shown.put("type", provider.type());
      shown.put("healthy", health.healthy());
      if (!health.healthy()) {
        shown.put("error", String.valueOf(health.error()));
      }
      details.put(provider.name(), shown);
    }
    return new CacheHealth(isUp, details);
  }
}
