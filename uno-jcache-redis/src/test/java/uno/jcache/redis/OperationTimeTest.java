/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.servers.FaultyProxy;

/**
 * An operation waits for the server no longer than one command may, however many it takes: here a
 * round trip takes most of the time-out, so that a second one does not fit in.
 */
@Timeout(120)
@Tag("slow")
class OperationTimeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ROUND_TRIP = Duration.ofMillis(1_800);

  /** Between the time-out and a quarter, and two round trips; far from both, on a busy machine. */
  private static final Duration MOST = Duration.ofMillis(3_500);

  /** The same and three round trips: to settle a key, to look and to change. */
  private static final Duration MOST_OF_THREE = Duration.ofSeconds(5);

  private final RedisProcess redis = RedisProcess.start();
  private final FaultyProxy network = new FaultyProxy(redis.port());
  private final UnoCacheManager manager = manager();

  private UnoCacheManager manager() {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.url", "redis://" + network.address());
    properties.setProperty("uno-jcache.providers.shared.timeout", TIMEOUT.toMillis() + "ms");
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("time-" + UUID.randomUUID()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  private UnoCache<String, String> cache(String name, boolean near) {
    UnoConfiguration<String, String> configuration =
        new UnoConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setProvider("shared");
    if (near) {
      configuration.setNear(CacheLevel.of("memory"));
    }
    UnoCache<String, String> cache = manager.createCache(name, configuration);
    for (int i = 0; i < 10; i++) {
      cache.put("key" + i, "value");
    }
    return cache;
  }

  @AfterEach
  void close() {
    manager.close();
    network.close();
    redis.close();
  }

  private void slow() {
    network.delay(ROUND_TRIP.toMillis() / 2);
  }

  private static Map<String, Runnable> operations(UnoCache<String, String> cache) {
    Map<String, Runnable> operations = new LinkedHashMap<>();
    operations.put("getAndPut", () -> cache.getAndPut("key0", "new"));
    operations.put("putIfAbsent", () -> cache.putIfAbsent("key1", "new"));
    operations.put("replace", () -> cache.replace("key2", "value", "new"));
    operations.put("getAndRemove", () -> cache.getAndRemove("key3"));
    operations.put(
        "invoke",
        () ->
            cache.invoke(
                "key4",
                (entry, arguments) -> {
                  entry.setValue(entry.getValue() + " and more");
                  return null;
                }));
    operations.put("get with a loader", () -> cache.get("absent1", key -> "loaded"));
    operations.put(
        "getAll with a loader",
        () ->
            cache.getAll(
                Set.of("absent2", "absent3"), keys -> Map.of("absent2", "a", "absent3", "b")));
    operations.put("removeAll of keys", () -> cache.removeAll(Set.of("key5", "key6")));
    operations.put("putAll", () -> cache.putAll(Map.of("key7", "new", "key8", "new")));
    operations.put("invalidate", () -> cache.invalidateMatching("key9"));
    return operations;
  }

  private static void runTogether(String what, Map<String, Runnable> operations, Duration most) {
    Map<String, CompletableFuture<Duration>> running = new LinkedHashMap<>();
    operations.forEach(
        (name, operation) -> {
          CompletableFuture<Duration> took = new CompletableFuture<>();
          running.put(name, took);
          new Thread(
                  () -> {
                    long start = System.nanoTime();
                    try {
                      operation.run();
                      took.complete(Duration.ofNanos(System.nanoTime() - start));
                    } catch (RuntimeException | Error e) {
                      took.completeExceptionally(e);
                    }
                  })
              .start();
        });
    running.forEach(
        (name, took) -> assertThat(took.join()).as(what + ": " + name).isLessThan(most));
  }

  @Test
  void operationsEndWithinOneTimeOut() {
    for (boolean near : new boolean[] {false, true}) {
      UnoCache<String, String> cache = cache("cache" + near, near);
      slow();
      runTogether(near ? "near" : "far", operations(cache), MOST);
      network.delay(0);
    }
  }

  @Test
  void operationsUponKeysThatAreUnsettledDoSo() {
    UnoCache<String, String> cache = cache("unsettled", false);
    Map<String, String> unanswered = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      unanswered.put("key" + i, "unanswered");
      unanswered.put("absent" + i, "unanswered");
    }
    network.holdWhenSent("unanswered");
    cache.putAll(unanswered);
    network.release();
    slow();
    Map<String, Runnable> operations = operations(cache);
    operations.put("get", () -> cache.get("key1"));
    operations.put("put", () -> cache.put("key2", "new"));
    runTogether("unsettled", operations, MOST_OF_THREE);
  }

  /** What the loader takes is no time of the store's, and a load is two commands after a miss. */
  @Test
  void theApplicationsOwnTimeDoesNotCount() throws Exception {
    UnoCache<String, String> cache = cache("slow-loader", false);
    network.delay(TIMEOUT.toMillis() / 16);
    String loaded =
        cache.get(
            "absent",
            key -> {
              try {
                Thread.sleep(TIMEOUT.toMillis() + 500); // the loader's own time
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "loaded";
            });
    assertThat(loaded).isEqualTo("loaded");
    assertThat(cache.get("absent")).isEqualTo("loaded");
  }
}
