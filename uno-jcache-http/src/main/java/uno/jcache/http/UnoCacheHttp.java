/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import uno.jcache.Incubating;
import uno.jcache.UnoCacheManager;

/**
 * The HTTP API of a cache manager, under {@code /api/cache}: providers, regions, rules, items,
 * configuration and events.
 *
 * <p>Without a token it listens at a loopback address only, and refuses requests under other names
 * and from pages of other origins. What a client sends is never decoded into classes.
 *
 * <p>Closing it stops the server; the manager stays open. Safe for use by many threads.
 */
@Incubating
public final class UnoCacheHttp implements AutoCloseable {
  private static final String BASE = "/api/cache";
  private static final Logger LOGGER = System.getLogger(UnoCacheHttp.class.getName());
  private static final int MOST_CONNECTIONS = 512;
  private static final int MOST_THREADS = 64;
  private static final int IDLE_MILLIS = 30_000;
  private static final int SLOWEST_BYTES_PER_SECOND = 64;

  private final HttpOptions options;
  private final Guard guard;
  private final ProviderResource providers;
  private final RegionResource regions;
  private final RuleResource rules;
  private final ItemResource items;
  private final ConfigurationResource configuration;
  private final UnoCacheManager manager;
  private final Javalin server;

  private UnoCacheHttp(UnoCacheManager manager, HttpOptions options) {
    this.manager = manager;
    this.options = options;
    this.guard = new Guard(options);
    this.providers = new ProviderResource(manager);
    this.regions = new RegionResource(manager);
    this.rules = new RuleResource(manager);
    this.items = new ItemResource(manager);
    this.configuration = new ConfigurationResource(manager);
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts the API.
   *
   * @throws IllegalStateException if the port is in use, or the address is not of this machine
   */
  public static UnoCacheHttp start(UnoCacheManager manager, HttpOptions options) {
    UnoCacheHttp http = new UnoCacheHttp(manager, options);
    try {
      Javalin unused = http.server.start(options.host(), options.port());
    } catch (RuntimeException e) {
      http.close();
      throw new IllegalStateException(
          "Cannot listen at " + options.host() + ":" + options.port() + ": " + e.getMessage(), e);
    }
    return http;
  }

  /** Returns the address of the server, such as {@code http://127.0.0.1:8080/}. */
  public URI uri() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + server.port() + "/");
  }

  /** Stops the server. */
  @Override
  public void close() {
    Javalin unused = server.stop();
  }

  /** Answers a request: returns what to show as JSON, or null for an empty answer. */
  @FunctionalInterface
  private interface Answer {
    @Nullable Object to(Context request);
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.http.prefer405over404 = true;
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("uno-jcache-http");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(
        jetty -> {
          boolean unused = jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, jetty));
          jetty.insertHandler(new MinimumDataRateHandler(SLOWEST_BYTES_PER_SECOND, 0));
        });
    config.jetty.modifyHttpConfiguration(UnoCacheHttp::limit);
    config.jetty.modifyServletContextHandler(
        handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
    config.routes.before(guard::check);
    addExceptions(config.routes);
    addRoutes(config.routes);
  }

  private static void limit(HttpConfiguration http) {
    http.setUriCompliance(UriCompliance.UNSAFE); // keys have slashes and dots; no path is of a file
    http.setIdleTimeout(IDLE_MILLIS);
    http.setSendServerVersion(false);
  }

  private void addRoutes(RoutesConfig routes) {
    routes.get("/health", answer(200, request -> Map.of("status", "up")));

    routes.get(BASE + "/providers", answer(200, request -> providers.list()));
    routes.post(
        BASE + "/providers",
        answer(
            201,
            request ->
                providers.create(
                    fields(
                        request, "name", "provider_type", "connection_details", "configuration"))));
    routes.get(BASE + "/providers/{id}", answer(200, request -> providers.get(id(request))));
    routes.put(
        BASE + "/providers/{id}",
        answer(
            200,
            request ->
                providers.update(
                    id(request),
                    fields(
                        request,
                        "name",
                        "provider_type",
                        "connection_details",
                        "configuration",
                        "is_active"))));
    routes.delete(BASE + "/providers/{id}", done(request -> providers.delete(id(request))));
    routes.post(
        BASE + "/providers/{id}/activate",
        answer(200, request -> providers.setActive(id(request), true)));
    routes.post(
        BASE + "/providers/{id}/deactivate",
        answer(200, request -> providers.setActive(id(request), false)));
    routes.get(
        BASE + "/providers/{id}/health", answer(200, request -> providers.health(id(request))));

    routes.get(
        BASE + "/regions", answer(200, request -> regions.list(request.queryParam("provider_id"))));
    routes.post(
        BASE + "/regions",
        answer(201, request -> regions.create(fields(request, RegionResource.FIELDS))));
    routes.get(
        BASE + "/regions/by-name/<name>",
        answer(200, request -> regions.get(rest(request, "/regions/by-name/"))));
    routes.get(BASE + "/regions/{id}", answer(200, request -> regions.get(id(request))));
    routes.put(
        BASE + "/regions/{id}",
        answer(
            200, request -> regions.update(id(request), fields(request, RegionResource.FIELDS))));
    routes.delete(BASE + "/regions/{id}", done(request -> regions.delete(id(request))));

    routes.get(
        BASE + "/rules", answer(200, request -> rules.list(request.queryParam("strategy_type"))));
    routes.post(
        BASE + "/rules",
        answer(201, request -> rules.create(fields(request, RuleResource.FIELDS))));
    routes.get(
        BASE + "/rules/by-name/<name>",
        answer(200, request -> rules.get(rest(request, "/rules/by-name/"))));
    routes.get(
        BASE + "/rules/match/<key>",
        answer(200, request -> rules.matching(rest(request, "/rules/match/"))));
    routes.get(BASE + "/rules/{id}", answer(200, request -> rules.get(id(request))));
    routes.put(
        BASE + "/rules/{id}",
        answer(200, request -> rules.update(id(request), fields(request, RuleResource.FIELDS))));
    routes.delete(BASE + "/rules/{id}", done(request -> rules.delete(id(request))));
    routes.post(
        BASE + "/rules/{id}/activate", answer(200, request -> rules.setActive(id(request), true)));
    routes.post(
        BASE + "/rules/{id}/deactivate",
        answer(200, request -> rules.setActive(id(request), false)));

    routes.get(BASE + "/items", answer(200, request -> items.keys(region(request))));
    routes.delete(BASE + "/items", done(request -> items.clear(region(request))));
    routes.delete(
        BASE + "/items/pattern/<pattern>",
        answer(
            200,
            request ->
                invalidated(items.invalidate(region(request), rest(request, "/items/pattern/")))));
    routes.get(
        BASE + "/items/<key>",
        answer(200, request -> items.get(region(request), rest(request, "/items/"))));
    routes.put(
        BASE + "/items/<key>",
        answer(
            200,
            request ->
                items.put(
                    region(request),
                    rest(request, "/items/"),
                    fields(request, "value", "ttl_seconds", "metadata"))));
    routes.delete(
        BASE + "/items/<key>",
        done(request -> items.delete(region(request), rest(request, "/items/"))));
    routes.get(BASE + "/size", answer(200, request -> Map.of("size", items.size(region(request)))));

    routes.post(
        BASE + "/events",
        answer(200, request -> invalidated(rules.publish(fields(request, "event", "payload")))));

    routes.get(BASE + "/configuration", answer(200, request -> configuration.get()));
    routes.put(
        BASE + "/configuration", answer(200, request -> configuration.update(body(request))));
    addSwitch(routes, "/enable", () -> manager.configuration().enable());
    addSwitch(routes, "/disable", () -> manager.configuration().disable());
    addSwitch(routes, "/multi-level/enable", () -> manager.configuration().enableMultiLevel());
    addSwitch(routes, "/multi-level/disable", () -> manager.configuration().disableMultiLevel());
  }

  private void addSwitch(RoutesConfig routes, String path, Runnable action) {
    routes.post(
        BASE + "/configuration" + path,
        answer(
            200,
            request -> {
              action.run();
              return configuration.get();
            }));
  }

  private static Handler answer(int status, Answer answer) {
    return request -> {
      Object shown = answer.to(request);
      request.status(status);
      if (shown != null) {
        request.contentType("application/json").result(Json.bytes(shown));
      }
    };
  }

  private static Handler done(Consumer<Context> action) {
    return answer(
        204,
        request -> {
          action.accept(request);
          return null;
        });
  }

  private static Map<String, Object> invalidated(long count) {
    return Map.of("invalidated_count", count);
  }

  private static String id(Context request) {
    return request.pathParam("id");
  }

  private static @Nullable String region(Context request) {
    return request.queryParam("region");
  }

  /** Returns the rest of the path, of which the client may have escaped any character. */
  private static String rest(Context request, String prefix) {
    return PathText.after(BASE + prefix, request.req().getRequestURI());
  }

  private Fields fields(Context request, String... names) {
    return Fields.of(body(request), names);
  }

  private JsonNode body(Context request) {
    int most = (int) Math.min(options.maximumBody(), Integer.MAX_VALUE - 8);
    try {
      byte[] body = request.req().getInputStream().readNBytes(most + 1);
      if (body.length > most) {
        throw ApiException.of(413, "The body is larger than " + most + " bytes");
      }
      return Json.parse(body);
    } catch (IOException e) {
      throw ApiException.of(400, "The body ended early or came too slowly");
    }
  }

  private static void addExceptions(RoutesConfig routes) {
    routes.exception(ApiException.class, (e, request) -> fail(request, e.status(), e.getMessage()));
    routes.exception(
        HttpResponseException.class,
        (e, request) -> fail(request, e.getStatus(), detail(e.getStatus(), e.getMessage())));
    routes.exception(
        IllegalArgumentException.class, (e, request) -> fail(request, 422, e.getMessage()));
    routes.exception(ClassCastException.class, (e, request) -> fail(request, 422, e.getMessage()));
    routes.exception(
        NoSuchElementException.class,
        (e, request) -> fail(request, 404, "not found: " + e.getMessage()));
    routes.exception(CacheException.class, (e, request) -> fail(request, 409, e.getMessage()));
    routes.exception(
        IllegalStateException.class, (e, request) -> fail(request, 503, e.getMessage()));
    routes.exception(
        Exception.class,
        (e, request) -> {
          LOGGER.log(
              Level.ERROR, "A request failed: " + request.method() + " " + request.path(), e);
          fail(request, 500, "The request failed; the log of the server says why");
        });
  }

  private static String detail(int status, @Nullable String message) {
    return switch (status) {
      case 404 -> "Path not found";
      case 405 -> "This path does not have that method";
      default -> String.valueOf(message);
    };
  }

  private static void fail(Context request, int status, @Nullable String detail) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("detail", String.valueOf(detail));
    request.status(status).contentType("application/json").result(Json.bytes(shown));
  }
}
