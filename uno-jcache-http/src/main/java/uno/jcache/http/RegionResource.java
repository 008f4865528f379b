/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCacheManager;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.StrategyType;

/** The regions. The id of one is its name. */
final class RegionResource {
  static final String[] FIELDS = {
    "name", "provider_id", "ttl", "max_size", "invalidation_strategy", "configuration"
  };

  private final UnoCacheManager manager;

  RegionResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  private CacheRegion existing(String id) {
    return manager
        .regions()
        .byName(id)
        .orElseThrow(() -> ApiException.notFound("Region '" + id + "' not found"));
  }

  List<Map<String, @Nullable Object>> list(@Nullable String provider) {
    return manager.regions().list().stream()
        .filter(region -> provider == null || region.provider().equals(provider))
        .map(RegionResource::shown)
        .toList();
  }

  Map<String, @Nullable Object> get(String id) {
    return shown(existing(id));
  }

  Map<String, @Nullable Object> create(Fields fields) {
    String name = fields.requiredText("name");
    String provider = fields.requiredText("provider_id");
    if (manager.providers().byName(provider).isEmpty()) {
      throw ApiException.notFound("Provider '" + provider + "' not found");
    }
    if (manager.regions().byName(name).isPresent()) {
      throw ApiException.of(409, "Region '" + name + "' already exists");
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("metadata", true); // an item shows when it was created and read
    settings.putAll(fields.object("configuration"));
    settings.put("provider", provider);
    fields.seconds("ttl").ifPresent(ttl -> settings.put("ttl", ttl.toMillis() + "ms"));
    fields.count("max_size").ifPresent(maximum -> settings.put("max-size", maximum));
    strategy(fields)
        .ifPresent(type -> settings.put("follows-rules", type.name().toLowerCase(Locale.ROOT)));
    return shown(manager.regions().create(name, settings));
  }

  Map<String, @Nullable Object> update(String id, Fields fields) {
    CacheRegion before = existing(id);
    requireSame("name", fields.text("name"), before.name());
    requireSame("provider_id", fields.text("provider_id"), before.provider());
    if (!fields.object("configuration").isEmpty()) {
      throw ApiException.of(
          409, "'configuration' cannot be changed; delete the region and create it anew");
    }
    return shown(manager.regions().update(id, changes(fields)));
  }

  /** Returns what fields change in a region in use. */
  static RegionSettings changes(Fields fields) {
    RegionSettings settings = RegionSettings.of();
    Optional<Duration> ttl = fields.seconds("ttl");
    if (ttl.isPresent()) {
      settings = settings.withTimeToLive(ttl.get());
    } else if (fields.has("ttl")) {
      settings = settings.withoutExpiry();
    }
    if (fields.count("max_size").isPresent()) {
      settings = settings.withMaximumSize(fields.count("max_size").getAsLong());
    }
    Optional<StrategyType> strategy = strategy(fields);
    return strategy.isPresent() ? settings.withFollowedRules(strategy.get()) : settings;
  }

  private static void requireSame(String field, Optional<String> given, String now) {
    if (given.isPresent() && !given.get().equals(now)) {
      throw ApiException.of(
          409, "'" + field + "' cannot be changed; delete the region and create it anew");
    }
  }

  private static Optional<StrategyType> strategy(Fields fields) {
    return fields
        .text("invalidation_strategy")
        .map(text -> strategy("invalidation_strategy", text));
  }

  /** Returns the type of strategy that a text names. */
  static StrategyType strategy(String field, String text) {
    return Arrays.stream(StrategyType.values())
        .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "'"
                        + field
                        + "' must be time_based, event_based, pattern_based or composite, but is '"
                        + text
                        + "'"));
  }

  void delete(String id) {
    manager.regions().remove(existing(id).name());
  }

  static Map<String, @Nullable Object> shown(CacheRegion region) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", region.name());
    shown.put("name", region.name());
    shown.put("provider_id", region.provider());
    shown.put("ttl", region.timeToLive().map(RegionResource::seconds).orElse(null));
    shown.put("max_size", region.maximumSize());
    shown.put("invalidation_strategy", region.followedRules().name().toLowerCase(Locale.ROOT));
    shown.put(
        "configuration",
        region.near().isEmpty()
            ? Map.of()
            : Map.of("near", region.near().stream().map(RegionResource::shown).toList()));
    shown.put("created_at", region.createdAt().toString());
    return shown;
  }

  private static Map<String, Object> shown(CacheLevel level) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("provider", level.provider());
    shown.put("max-size", level.maximumSize());
    if (level.timeToLive() != null) {
      shown.put("ttl", level.timeToLive().toMillis() + "ms");
    }
    return shown;
  }

  /** Returns whole seconds as a whole number. */
  static Number seconds(Duration time) {
    return (time.toMillisPart() == 0) ? (Number) time.toSeconds() : time.toMillis() / 1000.0;
  }

  /** Parses the settings of several regions: an object with a member for each. */
  static Fields fields(JsonNode region) {
    return Fields.of(region, "ttl", "max_size", "invalidation_strategy");
  }
}
