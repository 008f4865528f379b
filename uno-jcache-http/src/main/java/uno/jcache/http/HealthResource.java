/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;
import uno.jcache.region.CacheProvider;

/**
 * Whether the server is alive, and whether its stores are. These need no token, and say no more
 * than that.
 */
final class HealthResource {
  private static final String ALIVE_PATH = "/health";
  private static final String READY_PATH = "/health/ready";
  private static final Shape ALIVE =
      Shape.of("Alive", Field.of("status", Kind.TEXT, "up").required());
  private static final Shape READY =
      Shape.of(
          "Ready",
          Field.of("status", Kind.TEXT, "up, or down if a provider is").required(),
          Field.of("providers", Kind.OBJECT, "up or down, by the names of active providers")
              .required());

  private final UnoCacheManager manager;

  HealthResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  static boolean has(String path) {
    return path.equals(ALIVE_PATH) || path.equals(READY_PATH);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ALIVE_PATH, "Says that the server is alive; asks no store")
            .answers(200, ALIVE)
            .by(call -> Map.of("status", "up")),
        Endpoint.get(READY_PATH, "Asks the store of each active provider; 503 if one is down")
            .answers(200, READY)
            .by(this::ready));
  }

  private Map<String, Object> ready(Call call) {
    Map<String, String> providers = new LinkedHashMap<>();
    for (CacheProvider provider : manager.providers().list()) {
      if (provider.active()) {
        boolean isUp = manager.providers().health(provider.name()).healthy();
        providers.put(provider.name(), isUp ? "up" : "down");
      }
    }
    boolean isReady = !providers.containsValue("down");
    if (!isReady) {
      call.status(503);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("status", isReady ? "up" : "down");
    shown.put("providers", providers);
    return shown;
  }
}
