/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;

/** The settings of the manager. */
final class ConfigurationResource {
  private static final String PATH = "/api/cache/configuration";
  private static final Shape CONFIGURATION =
      Shape.of(
          "Configuration",
          Field.of("id", Kind.TEXT, "The address of the manager"),
          Field.of("enabled", Kind.FLAG, "Whether anything is cached"),
          Field.of("key_prefix", Kind.TEXT, "What stands before each key in far stores"),
          Field.of("use_hash_keys", Kind.FLAG, "Whether far stores get hashes of keys"),
          Field.of("hash_algorithm", Kind.TEXT, "The algorithm of those hashes"),
          Field.of("use_multi_level", Kind.FLAG, "Whether near caches are used"),
          Field.of("fallback_on_error", Kind.FLAG, "Whether a failing store is a miss"),
          Field.of("local_config", Kind.OBJECT, "Empty: see providers"),
          Field.of("distributed_config", Kind.OBJECT, "Empty: see providers"),
          Field.of("invalidation_config", Kind.OBJECT, "Empty: see rules"),
          Field.of("monitoring_config", Kind.OBJECT, "Whether statistics are kept: 'enabled'"),
          Field.of("regions", Kind.OBJECT, "The regions by name"));

  /**
   * Sections of Python's configuration whose content is settings of providers, regions and rules.
   */
  private static final String[] ELSEWHERE = {
    "local_config", "distributed_config", "invalidation_config"
  };

  private final UnoCacheManager manager;
  private final Definitions definitions;

  ConfigurationResource(UnoCacheManager manager, Definitions definitions) {
    this.manager = manager;
    this.definitions = definitions;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, "Shows the settings of the manager")
            .answers(200, CONFIGURATION)
            .by(call -> get()),
        Endpoint.put(PATH, "Changes settings of the manager")
            .takes(new Shape("ConfigurationChange", CONFIGURATION.fields()))
            .answers(200, CONFIGURATION)
            .by(call -> update(call.fields())),
        switching("enabled", true, "/enable", "Caches again"),
        switching("enabled", false, "/disable", "Caches nothing any more"),
        switching("use_multi_level", true, "/multi-level/enable", "Uses near caches again"),
        switching("use_multi_level", false, "/multi-level/disable", "Uses no near caches"));
  }

  private Endpoint switching(String field, boolean on, String path, String about) {
    Fields change = Fields.of(Json.shown(Map.of(field, on)), List.of(field));
    return Endpoint.post(PATH + path, about).answers(200, CONFIGURATION).by(call -> update(change));
  }

  private Map<String, @Nullable Object> get() {
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

  private Map<String, @Nullable Object> update(Fields fields) {
    for (String section : ELSEWHERE) {
      if (!fields.object(section).isEmpty()) {
        throw ApiException.invalid(
            "'" + section + "' has no settings here; change providers, regions or rules instead");
      }
    }
    Fields monitoring =
        Fields.of(Json.shown(fields.object("monitoring_config")), List.of("enabled"));
    Map<String, Fields> regions = new LinkedHashMap<>();
    fields
        .object("regions")
        .forEach((name, region) -> regions.put(name, changes(Json.shown(region))));
    CachingSettings unused =
        manager.configuration().update(before -> changed(before, fields, regions));
    monitoring.flag("enabled").ifPresent(this::setMonitored);
    definitions.configure(settings(fields));
    regions.forEach(
        (name, region) ->
            definitions.change(RegionResource.SECTION, name, RegionResource.changes(region)));
    return get();
  }

  private void setMonitored(boolean enabled) {
    if (enabled) {
      manager.monitoring().enable();
    } else {
      manager.monitoring().disable();
    }
  }

  private static Fields changes(JsonNode region) {
    return Fields.of(region, List.of("ttl", "max_size", "invalidation_strategy"));
  }

  /** Returns the settings of the manager that are given, in the notation of the file. */
  private static Map<String, @Nullable Object> settings(Fields fields) {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    fields.flag("enabled").ifPresent(value -> settings.put("enabled", value));
    fields
        .text("key_prefix")
        .ifPresent(value -> settings.put("key-prefix", value.isEmpty() ? null : value));
    fields.flag("use_hash_keys").ifPresent(value -> settings.put("hashed-keys", value));
    fields.text("hash_algorithm").ifPresent(value -> settings.put("hash-algorithm", value));
    fields.flag("use_multi_level").ifPresent(value -> settings.put("multi-level", value));
    fields.flag("fallback_on_error").ifPresent(value -> settings.put("fallback-on-error", value));
    return settings;
  }

  private static CachingSettings changed(
      CachingSettings before, Fields fields, Map<String, Fields> regions) {
    CachingSettings after =
        before
            .withEnabled(fields.flag("enabled").orElse(before.enabled()))
            .withKeyPrefix(fields.text("key_prefix").orElse(before.keyPrefix()))
            .withHashedKeys(fields.flag("use_hash_keys").orElse(before.hashedKeys()))
            .withHashAlgorithm(fields.text("hash_algorithm").orElse(before.hashAlgorithm()))
            .withMultiLevel(fields.flag("use_multi_level").orElse(before.multiLevel()))
            .withFallbackOnError(fields.flag("fallback_on_error").orElse(before.fallbackOnError()));
    for (Map.Entry<String, Fields> region : regions.entrySet()) {
      after = after.withRegion(region.getKey(), RegionResource.change(region.getValue()));
    }
    return after;
  }
}
