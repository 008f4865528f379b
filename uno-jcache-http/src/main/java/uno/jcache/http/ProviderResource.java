/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheProviders;
import uno.jcache.region.ProviderHealth;

/** The providers. The id of one is its name. */
final class ProviderResource {
  /** Addresses that Python's clients send in parts, by the type of provider: setting and URL. */
  private static final Map<String, Integer> PORTS = Map.of("redis", 6379, "memcached", 11211);

  private final UnoCacheManager manager;

  ProviderResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  private CacheProviders providers() {
    return manager.providers();
  }

  private CacheProvider existing(String id) {
    return providers()
        .byName(id)
        .orElseThrow(() -> ApiException.notFound("Provider '" + id + "' not found"));
  }

  List<Map<String, @Nullable Object>> list() {
    return providers().list().stream().map(ProviderResource::shown).toList();
  }

  Map<String, @Nullable Object> get(String id) {
    return shown(existing(id));
  }

  Map<String, @Nullable Object> create(Fields fields) {
    String name = fields.requiredText("name");
    String type = fields.requiredText("provider_type");
    if (providers().byName(name).isPresent()) {
      throw ApiException.of(409, "Provider '" + name + "' already exists");
    }
    return shown(providers().register(name, type, settings(type, fields)));
  }

  Map<String, @Nullable Object> update(String id, Fields fields) {
    CacheProvider before = existing(id);
    requireSame("name", fields.text("name"), before.name());
    requireSame("provider_type", fields.text("provider_type"), before.type());
    CacheProvider after = before;
    if (fields.has("connection_details") || fields.has("configuration")) {
      Map<String, Object> settings = new LinkedHashMap<>(before.settings());
      settings.putAll(settings(before.type(), fields));
      if (!settings.equals(before.settings())) {
        after = providers().update(id, settings);
      }
    }
    Optional<Boolean> active = fields.flag("is_active");
    return active.isPresent() ? setActive(id, active.get()) : shown(after);
  }

  private static void requireSame(String field, Optional<String> given, String now) {
    if (given.isPresent() && !given.get().equals(now)) {
      throw ApiException.of(
          409, "'" + field + "' cannot be changed; delete the provider and create it anew");
    }
  }

  void delete(String id) {
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
  }

  Map<String, @Nullable Object> setActive(String id, boolean active) {
    existing(id);
    return shown(active ? providers().activate(id) : providers().deactivate(id));
  }

  Map<String, @Nullable Object> health(String id) {
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
