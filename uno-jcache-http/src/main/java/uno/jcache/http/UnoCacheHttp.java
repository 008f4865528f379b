/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.servlet.JavalinServlet;
import jakarta.servlet.Servlet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
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
  private static final Logger LOGGER = System.getLogger(UnoCacheHttp.class.getName());
  private static final int MOST_CONNECTIONS = 512;
  private static final int MOST_THREADS = 64;
  private static final int IDLE_MILLIS = 30_000;
  private static final int IDLE_MILLIS_AT_THE_LIMIT = 1_000;
  private static final int SLOWEST_BYTES_PER_SECOND = 64;

  private final HttpOptions options;
  private final Guard guard;
  private final KeyPages pages = new KeyPages();
  private final List<Endpoint> endpoints;
  private final Javalin server;

  private UnoCacheHttp(UnoCacheManager manager, HttpOptions options, Definitions definitions) {
    this.options = options;
    this.guard = new Guard(options);
    this.endpoints = endpoints(manager, definitions, pages);
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts the API.
   *
   * @throws IllegalStateException if the port is in use, or the address is not of this machine
   */
  public static UnoCacheHttp start(UnoCacheManager manager, HttpOptions options) {
    return start(manager, options, Definitions.NONE);
  }

  /** Starts the API, and records what is defined through it. */
  static UnoCacheHttp start(UnoCacheManager manager, HttpOptions options, Definitions definitions) {
    UnoCacheHttp http = new UnoCacheHttp(manager, options, definitions);
    try {
      Javalin unused = http.server.start();
    } catch (RuntimeException e) {
      http.close();
      throw new IllegalStateException(
          "Cannot listen at " + options.host() + ":" + options.port() + ": " + e.getMessage(), e);
    }
    return http;
  }

  /**
   * Returns a servlet that serves the API and the console within another server, such as that of a
   * Spring Boot application. Map it to a path and what is below it, such as {@code /cache/*}.
   * Others may reach that server, so a token is needed.
   *
   * @param options the tokens, and the limit of bodies; the rest is that server's own
   * @throws IllegalArgumentException if there is no token
   */
  public static Servlet servlet(UnoCacheManager manager, HttpOptions options) {
    String token = options.adminToken();
    if (token == null) {
      throw new IllegalArgumentException(
          "A servlet needs a token, since others can reach it; set adminToken");
    }
    UnoCacheHttp http =
        new UnoCacheHttp(manager, options.withHost("0.0.0.0", token), Definitions.NONE);
    return new MountedServlet(new JavalinServlet(http.server.unsafe), http.pages);
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
    pages.close();
  }

  private static List<Endpoint> endpoints(
      UnoCacheManager manager, Definitions definitions, KeyPages pages) {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(new ProviderResource(manager, definitions).endpoints());
    endpoints.addAll(new RegionResource(manager, definitions).endpoints());
    endpoints.addAll(new RuleResource(manager, definitions).endpoints());
    endpoints.addAll(new ConfigurationResource(manager, definitions).endpoints());
    Lock lock = new ReentrantLock(); // so that changes are recorded in the order they are made in
    endpoints.replaceAll(
        each -> each.method().equals(HandlerType.GET) ? each : each.oneAtATime(lock));
    endpoints.addAll(new ItemResource(manager, pages).endpoints());
    endpoints.addAll(new EventResource(manager).endpoints());
    endpoints.addAll(new StatisticsResource(manager).endpoints());
    endpoints.addAll(new DoctorResource(manager).endpoints());
    endpoints.addAll(new HealthResource(manager).endpoints());
    endpoints.addAll(new MetricsResource(manager).endpoints());
    endpoints.add(
        Endpoint.get("/openapi.json", "Shows this document")
            .answers(200, Map.of("type", "object"))
            .by(call -> OpenApi.document(endpoints)));
    return List.copyOf(endpoints);
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
          NetworkConnectionLimit limit = new NetworkConnectionLimit(MOST_CONNECTIONS, jetty);
          limit.setEndPointIdleTimeout(IDLE_MILLIS_AT_THE_LIMIT);
          boolean unused = jetty.addBean(limit);
          boolean unusedToo = jetty.addBean(new SlowRequests(jetty));
          jetty.insertHandler(new MinimumDataRateHandler(SLOWEST_BYTES_PER_SECOND, 0));
        });
    config.jetty.modifyHttpConfiguration(UnoCacheHttp::limit);
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServletContextHandler(
        handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
    config.routes.before(guard::check);
    addExceptions(config.routes);
    Console.addTo(config.routes);
    for (Endpoint endpoint : endpoints) {
      config.routes.addHttpHandler(
          endpoint.method(),
          endpoint.path(),
          request -> endpoint.handle(new Call(request, endpoint, options.maximumBody())));
    }
  }

  /**
   * Returns a connector whose connections share no buffers. Jetty 12.1 now and then releases the
   * buffer of a broken request twice (its issue 12939), after which two connections would read into
   * the same pooled buffer, and one client's bytes could become part of another's request.
   */
  private ServerConnector connector(Server jetty, HttpConfiguration http) {
    http.setUseInputDirectByteBuffers(false); // these are slow to allocate
    http.setUseOutputDirectByteBuffers(false);
    ServerConnector connector =
        new ServerConnector(
            jetty,
            null,
            null,
            new ByteBufferPool.NonPooling(),
            -1,
            -1,
            new HttpConnectionFactory(http));
    connector.setHost(options.host());
    connector.setPort(options.port());
    return connector;
  }

  private static void limit(HttpConfiguration http) {
    http.setUriCompliance(UriCompliance.UNSAFE); // keys have slashes and dots; no path is of a file
    http.setIdleTimeout(IDLE_MILLIS);
    http.setSendServerVersion(false);
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
