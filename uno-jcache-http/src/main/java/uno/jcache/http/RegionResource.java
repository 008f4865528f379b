/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

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
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.StrategyType;

/** The regions. The id of one is its name. */
final class RegionResource {
  static final String SECTION = "regions";
  static final Shape REGION =
      Shape.of(
          "Region",
          Field.of("id", Kind.TEXT, "The same as the name").required(),
          Field.of("name", Kind.TEXT, "A name of its own").required(),
          Field.of("provider_id", Kind.TEXT, "The provider that stores its items").required(),
          Field.of("ttl", Kind.NUMBER, "How long an item lives, in seconds; null for ever"),
          Field.of("max_size", Kind.COUNT, "How many items it holds at most"),
          Field.of(
              "invalidation_strategy",
              Kind.TEXT,
              "Which rules it follows: time_based, event_based, pattern_based or composite"),
          Field.of("configuration", Kind.OBJECT, "More settings, as in the configuration file"),
          Field.of("created_at", Kind.TIME, "When it was created"));
  private static final Shape CHANGE =
      REGION.some(
          "RegionChange",
          "name",
          "provider_id",
          "ttl",
          "max_size",
          "invalidation_strategy",
          "configuration");
  private static final Shape NEW =
      new Shape("NewRegion", CHANGE.fields()).requiring("name", "provider_id");
  private static final String PATH = "/api/cache/regions";

  private final UnoCacheManager manager;
  private final Definitions definitions;

  RegionResource(UnoCacheManager manager, Definitions definitions) {
    this.manager = manager;
    this.definitions = definitions;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, "Lists the regions")
            .query("provider_id", "Only regions of this provider")
            .answersList(REGION)
            .by(call -> list(call.query("provider_id"))),
        Endpoint.post(PATH, "Creates a region")
            .takes(NEW)
            .answers(201, REGION)
            .by(call -> create(call.fields())),
        Endpoint.get(PATH + "/by-name/<name>", "Shows a region")
            .answers(200, REGION)
            .by(call -> shown(existing(call.rest()))),
        Endpoint.get(PATH + "/{id}", "Shows a region")
            .answers(200, REGION)
            .by(call -> shown(existing(call.id()))),
        Endpoint.put(PATH + "/{id}", "Changes settings of a region in use")
            .takes(CHANGE)
            .answers(200, REGION)
            .by(call -> update(call.id(), call.fields())),
        Endpoint.delete(PATH + "/{id}", "Removes a region and its items")
            .doing(call -> delete(call.id())));
  }

  private CacheRegion existing(String id) {
    return manager
        .regions()
        .byName(id)
        .orElseThrow(() -> ApiException.notFound("Region '" + id + "' not found"));
  }

  private List<Map<String, @Nullable Object>> list(@Nullable String provider) {
    return manager.regions().list().stream()
        .filter(region -> provider == null || region.provider().equals(provider))
        .map(RegionResource::shown)
        .toList();
  }

  private Map<String, @Nullable Object> create(Fields fields) {
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
    settings.putAll(changes(fields));
    CacheRegion created = manager.regions().create(name, settings);
    definitions.define(SECTION, name, settings);
    return shown(created);
  }

  private Map<String, @Nullable Object> update(String id, Fields fields) {
    CacheRegion before = existing(id);
    fields.requireSame("name", before.name(), "region");
    fields.requireSame("provider_id", before.provider(), "region");
    if (!fields.object("configuration").isEmpty()) {
      throw ApiException.of(
          409, "'configuration' cannot be changed; delete the region and create it anew");
    }
    CacheRegion after = manager.regions().update(id, change(fields));
    definitions.change(SECTION, id, changes(fields));
    return shown(after);
  }

  private void delete(String id) {
    manager.regions().remove(existing(id).name());
    definitions.remove(SECTION, id);
  }

  /** Returns the fields that a region in use can change, in the notation of the file. */
  static Map<String, Object> changes(Fields fields) {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (fields.has("ttl")) {
      settings.put(
          "ttl", fields.seconds("ttl").map(ttl -> ttl.toMillis() + "ms").orElse("eternal"));
    }
    fields.count("max_size").ifPresent(maximum -> settings.put("max-size", maximum));
    strategy(fields)
        .ifPresent(
            type ->
                settings.put(
                    "follows-rules", type.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    return settings;
  }

  /** Returns what fields change in a region in use. */
  static RegionSettings change(Fields fields) {
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
}
