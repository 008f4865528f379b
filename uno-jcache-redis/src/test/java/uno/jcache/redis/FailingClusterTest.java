/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static uno.jcache.redis.NearNode.soon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.spi.StoreException;

/** What caches do while one of three masters is gone: those that live answer, in time. */
@Timeout(120)
@Tag("slow")
@Tag("variant")
class FailingClusterTest {
  private static final int KEYS = 200;
  private static final int THREADS = 8;

  /** Longer than the time-out, and much shorter than Redisson's own attempts. */
  private static final Duration BOUNDED = Duration.ofSeconds(2);

  private static RedisCluster redis;

  private final String namespace = "failing-" + UUID.randomUUID();
  private final Map<String, String> entries = new HashMap<>();
  private NearNode node;
  private UnoCache<String, String> cache; // without a level in front
  private RedisProcess failing;
  private List<String> lost;
  private List<String> others;

  @BeforeAll
  static void startServers() {
    redis = RedisCluster.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
  }

  @BeforeEach
  void start() {
    node = NearNode.start(redis, namespace);
    cache = entries(node.manager());
    IntStream.range(0, KEYS).forEach(i -> entries.put("key" + i, "value" + i));
    cache.putAll(entries);
    failing = redis.masters().get(1);
    lost = entries.keySet().stream().filter(key -> masterOf(key) == failing).toList();
    others = entries.keySet().stream().filter(key -> masterOf(key) != failing).toList();
    assertThat(lost).isNotEmpty();
    assertThat(others).isNotEmpty();
  }

  @AfterEach
  void stop() {
    redis.restart();
    node.close();
  }

  private static UnoCache<String, String> entries(UnoCacheManager manager) {
    return manager.createCache(
        "entries", new UnoConfiguration<String, String>().setProvider("shared"));
  }

  private RedisProcess masterOf(String key) {
    return masterOf("entries", key);
  }

  private RedisProcess masterOf(String region, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    Layout layout = new Layout(namespace, region, "", "", true);
    return redis.masterOf(layout.entry(layout.bucket(bytes), bytes));
  }

  private void strict() {
    node.manager().configuration().update(settings -> settings.withFallbackOnError(false));
  }

  private void assertOthersAreThere() {
    assertTimeout(
        BOUNDED.multipliedBy(5),
        () -> others.forEach(key -> assertThat(cache.get(key)).isEqualTo(entries.get(key))));
  }

  @Test
  void theEntriesOfOthersAreThereAndItsOwnFailInTime() {
    strict();
    failing.kill();
    for (int round = 0; round < 3; round++) {
      for (String key : lost.subList(0, 5)) {
        assertTimeout(
            BOUNDED,
            () ->
                assertThatThrownBy(() -> cache.get(key))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Provider 'shared': 127.0.0.1:" + failing.port()));
      }
      assertOthersAreThere();
    }
    cache.put(others.get(0), "new");
    assertThat(cache.get(others.get(0))).isEqualTo("new");
    redis.restart();
    await()
        .ignoreExceptions()
        .until(() -> lost.stream().allMatch(key -> cache.putIfAbsent(key, "again")));
  }

  @Test
  void whatConcernsAllSaysWhoDidNotAnswer() {
    strict();
    failing.kill();
    assertThatThrownBy(() -> cache.getAll(entries.keySet()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("127.0.0.1:" + failing.port());
    assertOthersAreThere();
    for (int i = 0; i < 5; i++) {
      assertTimeout(
          BOUNDED,
          () ->
              assertThatThrownBy(cache::clear)
                  .isInstanceOf(StoreException.class)
                  .hasMessageContaining("127.0.0.1:" + failing.port()));
    }
    redis.restart();
    await().ignoreExceptions().until(() -> cache.get(lost.get(0)) == null);
    assertThat(cache.getAll(entries.keySet())).as("what was cleared does not come back").isEmpty();
  }

  @Test
  void afterItIsStartedAgainAllWorksWithManyKeysToo() {
    failing.kill();
    cache.clear();
    redis.restart();
    await()
        .untilAsserted(
            () -> {
              cache.putAll(entries);
              assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
            });
    assertAllWorks();
  }

  private void assertAllWorks() {
    strict();
    cache.putAll(entries);
    assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
    assertThat(cache.size()).isEqualTo(KEYS);
    assertThat(cache.invalidateMatching("key*")).isEqualTo(KEYS);
    cache.putAll(entries);
    cache.clear();
    assertThat(cache.getAll(entries.keySet())).isEmpty();
  }

  @Test
  void serversMayForgetTheirScripts() {
    assertAllWorks();
    redis.masters().forEach(master -> master.command("SCRIPT FLUSH"));
    assertAllWorks();
  }

  @Test
  void itsEntriesAreMissesWhereThatIsWanted() {
    failing.kill();
    assertThat(lost).allMatch(key -> cache.get(key) == null);
    cache.put(lost.get(0), "new");
    assertOthersAreThere();
    redis.restart();
    await()
        .until(
            () -> {
              cache.put(lost.get(0), "newer");
              return "newer".equals(cache.get(lost.get(0)));
            });
  }

  @Test
  void oneThatStandsStillHoldsUpNobodyElsesReads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    failing.pauseServer();
    try {
      List<Future<?>> readers =
          IntStream.range(0, THREADS)
              .<Future<?>>mapToObj(
                  thread ->
                      threads.submit(
                          () -> lost.forEach(key -> assertThat(cache.get(key)).isNull())))
              .toList();
      while (!readers.stream().allMatch(Future::isDone)) {
        assertOthersAreThere();
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      failing.continueServer();
      threads.shutdownNow();
    }
    await().until(() -> lost.stream().allMatch(key -> cache.get(key) != null));
    assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
  }

  @Test
  void whoStartsMeanwhileFindsTheEntriesOfOthers() {
    failing.kill();
    try (NearNode late = NearNode.start(redis, namespace)) {
      UnoCache<String, String> found = entries(late.manager());
      await().until(() -> others.stream().allMatch(key -> found.get(key) != null));
      redis.restart();
      await()
          .until(
              () -> {
                found.put(lost.get(0), "again");
                return "again".equals(found.get(lost.get(0)));
              });
    }
  }

  /** All messages to a process come over a connection to one of the masters. */
  @Test
  void nothingNearIsStaleWhereMessagesCameByTheOneThatIsGone() {
    RedisProcess teller = redis.masterOf(Layout.channel(namespace));
    String key =
        IntStream.range(0, KEYS)
            .mapToObj(i -> "user:" + i)
            .filter(user -> masterOf("users", user) != teller)
            .findFirst()
            .orElseThrow();
    try (NearNode other = NearNode.start(redis, namespace)) {
      node.awaitNear(key);
      other.awaitNear(key);
      teller.kill();
      node.cache().put(key, "new");
      soon().until(() -> "new".equals(other.cache().get(key)));
      redis.restart();
      other.awaitNearAgain(key);
      node.awaitNearAgain(key);
      node.cache().put(key, "newer");
      soon().until(() -> "newer".equals(other.cache().get(key)));
    }
  }
}
