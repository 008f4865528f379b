/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.region.RegionSettings;

/** The settings of the manager. */
final class ConfigurationResource {
  private static final String[] FIELDS = {
    "id",
    "enabled",
    "key_prefix",
    "use_hash_keys",
    "hash_algorithm",
    "use_multi_level",
    "fallback_on_error",
    "local_config",
    "distributed_config",
    "invalidation_config",
    "monitoring_config",
    "regions"
  };

  /**
   * Sections of Python's configuration whose content is settings of providers, regions and rules.
   */
  private static final String[] ELSEWHERE = {
    "local_config", "distributed_config", "invalidation_config"
  };

  private final UnoCacheManager manager;

  ConfigurationResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  Map<String, @Nullable Object> get() {
    CachingSettings now = manager.configuration().get();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", manager.getURI().toString());
    shown.put("enabled", now.enabled());
    shown.put("key_prefix", now.keyPrefix());
    shown.put("use_hash_keys", now.hashedKeys());
    shown.put("hash_algorithm", now.hashAlgorithm());
    shown.put("use_multi_level", now.multiLevel());
    shown.put("fallback_on_error", now.fallbackOnError());
    for (String section : ELSEWHERE) {
      shown.put(section, Map.of());
    }
    shown.put("monitoring_config", Map.of("enabled", manager.monitoring().isEnabled()));
    Map<String, Object> regions = new LinkedHashMap<>();
    manager
        .regions()
        .list()
        .forEach(region -> regions.put(region.name(), RegionResource.shown(region)));
    shown.put("regions", regions);
    return shown;
  }

  Map<String, @Nullable Object> update(JsonNode json) {
    Fields fields = Fields.of(json, FIELDS);
    for (String section : ELSEWHERE) {
      if (!fields.object(section).isEmpty()) {
        throw ApiException.invalid(
            "'" + section + "' has no settings here; change providers, regions or rules instead");
      }
    }
    Fields monitoring = Fields.of(Json.shown(fields.object("monitoring_config")), "enabled");
    Map<String, RegionSettings> regions = regions(json.path("regions"), fields.object("regions"));
    CachingSettings unused =
        manager.configuration().update(before -> changed(before, fields, regions));
    monitoring.flag("enabled").ifPresent(this::setMonitored);
    return get();
  }

  private void setMonitored(boolean enabled) {
    if (enabled) {
      manager.monitoring().enable();
    } else {
      manager.monitoring().disable();
    }
  }

  private static Map<String, RegionSettings> regions(JsonNode json, Map<String, Object> given) {
    Map<String, RegionSettings> regions = new LinkedHashMap<>();
    for (Iterator<String> names = given.keySet().iterator(); names.hasNext(); ) {
      String name = names.next();
      regions.put(name, RegionResource.changes(RegionResource.fields(json.get(name))));
    }
    return regions;
  }

  private static CachingSettings changed(
      CachingSettings before, Fields fields, Map<String, RegionSettings> regions) {
    CachingSettings after =
        before
            .withEnabled(fields.flag("enabled").orElse(before.enabled()))
            .withKeyPrefix(fields.text("key_prefix").orElse(before.keyPrefix()))
            .withHashedKeys(fields.flag("use_hash_keys").orElse(before.hashedKeys()))
            .withHashAlgorithm(fields.text("hash_algorithm").orElse(before.hashAlgorithm()))
            .withMultiLevel(fields.flag("use_multi_level").orElse(before.multiLevel()))
            .withFallbackOnError(fields.flag("fallback_on_error").orElse(before.fallbackOnError()));
    for (Map.Entry<String, RegionSettings> region : regions.entrySet()) {
      after = after.withRegion(region.getKey(), region.getValue());
    }
    return after;
  }
}
