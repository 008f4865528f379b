/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.http.HttpOptions;
import uno.jcache.http.UnoCacheHttp;

/**
 * Reads of an item over HTTP, beside a bare handler of Javalin that answers the same bytes. The two
 * take turns in one JVM. Then the CPU time of the console's live page with 100 regions.
 */
final class HttpBenchmark {
  private static final int ROUNDS = 7;
  private static final int REGIONS = 100;
  private static final double POLL_SECONDS = 5;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

  private HttpBenchmark() {}

  /** Runs the benchmark; arguments are not used. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      UnoCacheManager manager = provider.getCacheManager();
      manager.monitoring().enable();
      UnoCache<String, Object> cache = manager.regions().defaultCache();
      cache.put("user:1", Map.of("name", "Ada", "age", 36));
      try (UnoCacheHttp http = UnoCacheHttp.start(manager, HttpOptions.of())) {
        URI item = http.uri().resolve("/api/cache/items/user:1");
        byte[] body;
        try (InputStream in = item.toURL().openStream()) {
          body = in.readAllBytes();
        }
        Javalin bare = bare(body);
        try {
          compare(item, URI.create("http://127.0.0.1:" + bare.port() + "/items/user:1"));
        } finally {
          Javalin unused = bare.stop();
        }
        measurePage(manager, http.uri());
      }
    }
  }

  private static Javalin bare(byte[] body) {
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.routes.get(
                  "/items/<key>", request -> request.contentType("application/json").result(body));
            })
        .start("127.0.0.1", 0);
  }

  private static void compare(URI ours, URI bare) throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double ourRate = number(RATE, wrk(ours, round == 0 ? 10 : 4));
      double bareRate = number(RATE, wrk(bare, round == 0 ? 10 : 4));
      System.err.printf("round %d: %.0f and %.0f requests/s%n", round, ourRate, bareRate);
      if (round > 0) { // the first one warms up
        ratios.add(ourRate / bareRate);
      }
    }
    ratios.sort(null);
    System.out.printf(
        "GET of an item: %.2f of a bare handler (%.2f to %.2f)%n",
        ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
  }

  private static void measurePage(UnoCacheManager manager, URI server)
      throws IOException, InterruptedException {
    for (int i = 0; i < REGIONS; i++) {
      UnoCache<String, Object> cache =
          manager
              .regions()
              .cache(manager.regions().create("region" + i, Map.of("max-size", 1000)).name());
      cache.put("key", "value");
      Object unused = cache.get("key");
    }
    URI poll =
        server.resolve("/api/cache/statistics?since=" + Instant.now().minusSeconds(120).toString());
    String unused = wrk(poll, 5);
    long before = cpuNanos();
    double requests = number(REQUESTS, wrk(poll, 5));
    double millis = (cpuNanos() - before) / 1e6 / requests;
    System.out.printf(
        "The console's live page of %d regions: %.2f ms of CPU for each poll, %.3f %% of a core%n",
        REGIONS, millis, millis / 10 / POLL_SECONDS);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find() || text.contains("Non-2xx")) {
      throw new IllegalStateException("wrk said: " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static String wrk(URI uri, int seconds) throws IOException, InterruptedException {
    Process wrk =
        new ProcessBuilder("wrk", "-t1", "-c16", "-d" + seconds + "s", uri.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = wrk.getInputStream()) {
      String text = new String(out.readAllBytes(), UTF_8);
      int unused = wrk.waitFor();
      return text;
    }
  }
}
