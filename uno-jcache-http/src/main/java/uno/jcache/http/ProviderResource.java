/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheProviders;
import uno.jcache.region.ProviderHealth;

/** The providers. The id of one is its name. */
final class ProviderResource {
  private static final String SECTION = "providers";
  private static final String PATH = "/api/cache/providers";
  private static final Shape PROVIDER =
      Shape.of(
          "Provider",
          Field.of("id", Kind.TEXT, "The same as the name").required(),
          Field.of("name", Kind.TEXT, "A name of its own").required(),
          Field.of("provider_type", Kind.TEXT, "memory, file, redis, memcached or another")
              .required(),
          Field.of("connection_details", Kind.OBJECT, "Its settings, or host, port and db"),
          Field.of("configuration", Kind.OBJECT, "More settings"),
          Field.of("is_active", Kind.FLAG, "Whether regions use it"),
          Field.of("created_at", Kind.TIME, "When it was registered"));
  private static final Shape NEW =
      PROVIDER
          .some("NewProvider", "name", "provider_type", "connection_details", "configuration")
          .requiring("name", "provider_type");
  private static final Shape CHANGE =
      PROVIDER.some(
          "ProviderChange",
          "name",
          "provider_type",
          "connection_details",
          "configuration",
          "is_active");
  private static final Shape HEALTH =
      Shape.of(
          "Health",
          Field.of("provider_id", Kind.TEXT, "The provider").required(),
          Field.of("is_healthy", Kind.FLAG, "Whether it answered").required(),
          Field.of("latency_ms", Kind.NUMBER, "How long that took, in milliseconds"),
          Field.of("error_message", Kind.TEXT, "What was wrong, and what to do"),
          Field.of("details", Kind.OBJECT, "What the store says of itself"),
          Field.of("timestamp", Kind.TIME, "When it was asked"));

  /** Addresses that Python's clients send in parts, by the type of provider: setting and URL. */
  private static final Map<String, Integer> PORTS = Map.of("redis", 6379, "memcached", 11211);

  private final UnoCacheManager manager;
  private final Definitions definitions;

  ProviderResource(UnoCacheManager manager, Definitions definitions) {
    this.manager = manager;
    this.definitions = definitions;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, "Lists the providers").answersList(PROVIDER).by(call -> list()),
        Endpoint.post(PATH, "Registers a provider")
            .takes(NEW)
            .answers(201, PROVIDER)
            .by(call -> create(call.fields())),
        Endpoint.get(PATH + "/{id}", "Shows a provider")
            .answers(200, PROVIDER)
            .by(call -> shown(existing(call.id()))),
        Endpoint.put(PATH + "/{id}", "Changes settings of a provider")
            .takes(CHANGE)
            .answers(200, PROVIDER)
            .by(call -> update(call.id(), call.fields())),
        Endpoint.delete(PATH + "/{id}", "Removes a provider that no region uses")
            .doing(call -> delete(call.id())),
        Endpoint.post(PATH + "/{id}/activate", "Lets regions use a provider again")
            .answers(200, PROVIDER)
            .by(call -> setActive(call.id(), true)),
        Endpoint.post(PATH + "/{id}/deactivate", "Lets no region use a provider")
            .answers(200, PROVIDER)
            .by(call -> setActive(call.id(), false)),
        Endpoint.get(PATH + "/{id}/health", "Asks the store of a provider whether it is well")
            .answers(200, HEALTH)
            .by(call -> health(call.id())));
  }

  private CacheProviders providers() {
    return manager.providers();
  }

  private CacheProvider existing(String id) {
    return providers()
        .byName(id)
        .orElseThrow(() -> ApiException.notFound("Provider '" + id + "' not found"));
  }

  private List<Map<String, @Nullable Object>> list() {
    return providers().list().stream().map(ProviderResource::shown).toList();
  }

  private Map<String, @Nullable Object> create(Fields fields) {
    String name = fields.requiredText("name");
    String type = fields.requiredText("provider_type");
    if (providers().byName(name).isPresent()) {
      throw ApiException.of(409, "Provider '" + name + "' already exists");
    }
    Map<String, Object> settings = settings(type, fields);
    CacheProvider created = providers().register(name, type, settings);
    settings.put("type", type);
    definitions.define(SECTION, name, settings);
    return shown(created);
  }

  private Map<String, @Nullable Object> update(String id, Fields fields) {
    CacheProvider before = existing(id);
    fields.requireSame("name", before.name(), "provider");
    fields.requireSame("provider_type", before.type(), "provider");
    CacheProvider after = before;
    if (fields.has("connection_details") || fields.has("configuration")) {
      Map<String, Object> settings = new LinkedHashMap<>(before.settings());
      settings.putAll(settings(before.type(), fields));
      if (!settings.equals(before.settings())) {
        after = providers().update(id, settings);
        Map<String, Object> changes = settings(before.type(), fields);
        // What is as it was shown is not recorded: passwords are masked there.
        changes
            .entrySet()
            .removeIf(change -> change.getValue().equals(before.settings().get(change.getKey())));
        changes.put("type", before.type()); // a provider that is named as its type has no section
        definitions.change(SECTION, id, changes);
      }
    }
    Optional<Boolean> active = fields.flag("is_active");
    return active.isPresent() ? setActive(id, active.get()) : shown(after);
  }

  private void delete(String id) {
    existing(id);
    if (!manager.regions().byProvider(id).isEmpty()) {
      throw ApiException.of(
          409,
          "Provider '"
              + id
              + "' is used by "
              + manager.regions().byProvider(id).stream().map(region -> region.name()).toList());
    }
    providers().remove(id);
    definitions.remove(SECTION, id);
  }

  private Map<String, @Nullable Object> setActive(String id, boolean active) {
    existing(id);
    CacheProvider after = active ? providers().activate(id) : providers().deactivate(id);
    definitions.change(SECTION, id, Map.of("type", after.type(), "active", active));
    return shown(after);
  }

  private Map<String, @Nullable Object> health(String id) {
    existing(id);
    ProviderHealth health = providers().health(id);
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("provider_id", health.provider());
    shown.put("is_healthy", health.healthy());
    shown.put("latency_ms", health.latency().toNanos() / 1e6);
    shown.put("error_message", health.error());
    shown.put("details", health.details());
    shown.put("timestamp", health.timestamp().toString());
    return shown;
  }

  /**
   * Returns the settings from the connection details, which may have the names that Python's
   * clients use ({@code host}, {@code port}, {@code db}), and from the configuration.
   */
  private static Map<String, Object> settings(String type, Fields fields) {
    Map<String, Object> settings = new LinkedHashMap<>(fields.object("connection_details"));
    Integer usual = PORTS.get(type);
    if (usual != null && settings.containsKey("host")) {
      Object host = settings.remove("host");
      Object port = Optional.ofNullable(settings.remove("port")).orElse(usual);
      if (type.equals("redis")) {
        Object database = Optional.ofNullable(settings.remove("db")).orElse(0);
        settings.putIfAbsent("url", "redis://" + host + ":" + port + "/" + database);
      } else {
        settings.putIfAbsent("servers", List.of(host + ":" + port));
      }
    }
    settings.putAll(fields.object("configuration"));
    return settings;
  }

  private static Map<String, @Nullable Object> shown(CacheProvider provider) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", provider.name());
    shown.put("name", provider.name());
    shown.put("provider_type", provider.type());
    shown.put("connection_details", provider.settings());
    shown.put("configuration", Map.of());
    shown.put("is_active", provider.active());
    shown.put("created_at", provider.createdAt().toString());
    return shown;
  }
}
