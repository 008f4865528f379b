/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.spi.StoreException;

/** What caches do while Redis does not do what it should. */
@Timeout(120)
class FailingServerTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  @Test
  void withoutAServerThereAreMissesAndNothingIsKept() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    cache.put("before", "value");
    cache.put("changed", "old");
    redis.pauseServer();
    assertThat(cache.get("before")).isNull();
    cache.put("changed", "new");
    assertThat(cache.get("changed")).isNull();
    redis.continueServer();
    await().until(() -> "value".equals(cache.get("before")));
    assertThat(cache.get("changed"))
        .as("the put may or may not have come through")
        .isNotEqualTo("old");
  }

  @Test
  void aFailureIsToldWhereThatIsWanted() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    cache.put("key", "value");
    RedisCaches.strict(cache);
    redis.kill();
    assertThatThrownBy(() -> cache.get("key"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Provider 'shared'")
        .hasMessageContaining(redis.url());
    redis.restart();
    await().ignoreExceptions().until(() -> cache.putIfAbsent("key", "value"));
    assertThat(cache.get("key")).isEqualTo("value");
  }

  @Test
  void aCallEndsWithItsConnection() throws InterruptedException {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of("timeout", "1m"));
    cache.put("key", "value");
    redis.pauseServer();
    Thread caller = new Thread(() -> cache.get("key"));
    caller.start();
    await().until(() -> caller.getState() == Thread.State.TIMED_WAITING); // for the answer
    redis.kill();
    caller.join(10_000); // long before the time-out
    assertThat(caller.isAlive()).isFalse();
  }

  @Test
  void thereMayBeNoServerYet() {
    RedisProcess redis = caches.redis();
    redis.kill();
    UnoCacheManager manager = caches.manager(redis.url(), Map.of());
    UnoCache<String, String> cache = RedisCaches.users(manager);
    cache.put("key", "value");
    assertThat(cache.get("key")).isNull();
    assertThat(manager.providers().health("shared").healthy()).isFalse();
    redis.restart();
    await()
        .until(
            () -> {
              cache.put("key", "value");
              return "value".equals(cache.get("key"));
            });
    assertThat(manager.providers().health("shared").healthy()).isTrue();
  }

  @Test
  void aServerThatIsGoneIsKnownToBe() {
    RedisProcess redis = caches.redis();
    RedisServer server =
        caches.closing(
            new RedisServer("shared", RedisSettings.of("shared", Map.of("url", redis.url()))));
    server.check();
    redis.kill();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(server::check).isInstanceOf(StoreException.class);
    }
    assertThat(server.isInService()).as("calls are spared").isFalse();
    redis.restart();
    await().ignoreExceptions().until(() -> server.check() != null);
    assertThat(server.isInService()).isTrue();
  }

  @Test
  void afterAnOutageWhatIsPutIsKeptNearAsBefore() {
    RedisProcess redis = caches.redis();
    NearNode node = caches.closing(NearNode.start(redis, "uno"));
    UnoCache<String, String> cache = node.cache();
    node.awaitNear("key");
    redis.kill();
    for (int i = 0; i < 10_100; i++) { // most of which are not even tried
      cache.put("key" + i, "value");
    }
    cache.clear();
    redis.restart();
    await()
        .untilAsserted(
            () -> {
              cache.put("key", "value");
              node.awaitNearAgain("key");
            });
    for (int i = 0; i < 20; i++) {
      assertThat(cache.putIfAbsent("new" + i, "value")).isTrue();
    }
    node.awaitNear("key"); // by then, the messages of those have come
    long hits = node.nearHits();
    for (int i = 0; i < 20; i++) {
      assertThat(cache.get("new" + i)).isEqualTo("value");
    }
    assertThat(node.nearHits() - hits).isGreaterThan(15); // two in one stripe may be none
  }

  /** As a replica does that takes the place of the master before it was told all. */
  @Test
  void aServerMayLoseTheLastInvalidations() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    RedisCaches.strict(cache);
    cache.put("key", "value");
    assertThat(redis.command("COPY {uno:users:0}:i before")).isEqualTo(":1");
    cache.clear();
    cache.put("key", "after the clear");
    assertThat(redis.command("COPY before {uno:users:0}:i REPLACE")).isEqualTo(":1");
    cache.put("key", "new");
    assertThat(cache.get("key")).isEqualTo("new");
    assertThat(cache.replace("key", "new", "newer")).isTrue();
    cache.invalidateMatching("k*");
    assertThat(redis.command("COPY before {uno:users:0}:i REPLACE")).isEqualTo(":1");
    assertThat(cache.putIfAbsent("other", "value")).isTrue();
    assertThat(cache.invalidateMatching("o*")).isEqualTo(1);
    assertThat(cache.get("other")).isNull();
  }

  @Test
  void whatWasClearedGoesAlsoWhereThatFailedAtFirst() {
    RedisProcess redis = caches.redis();
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    UnoCache<String, String> cache =
        caches
            .manager(redis.url(), Map.of())
            .createCache(
                "users",
                new UnoConfiguration<String, String>()
                    .setProvider("shared")
                    .setExecutor(tasks::add));
    for (int i = 0; i < 200; i++) {
      cache.put("key" + i, "for ever");
    }
    cache.clear();
    redis.pauseServer();
    runAll(tasks);
    redis.continueServer();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              runAll(tasks); // of the sweeper
              return redis.command("EVAL \"return #redis.call('KEYS', '*:e:*')\" 0").equals(":0");
            });
  }

  private static void runAll(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void aPasswordIsUsedAndAWrongOneIsToldAndNotShown() {
    RedisProcess redis = caches.redis("--requirepass", "open-sesame");
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of("password", "open-sesame"));
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");

    UnoCache<String, String> closed = caches.users(redis.url(), Map.of("password", "please"));
    RedisCaches.strict(closed);
    assertThatThrownBy(() -> closed.get("key"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("password")
        .hasMessageNotContaining("please");
  }

  @Test
  void aServerThatIsFullTakesNothingAndLosesNothing() {
    RedisProcess redis = caches.redis("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    cache.put("small", "value");
    RedisCaches.strict(cache);
    String large = "x".repeat(100_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                cache.put("large" + i, large + i);
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("maxmemory");
    assertThat(cache.get("small")).isEqualTo("value");
    cache.clear();
    assertThat(cache.get("small")).isNull();
  }

  @Test
  void aValueThatIsTooLargeIsRefused() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of("max-value-size", "1 KiB"));
    cache.put("key", "value");
    assertThatThrownBy(() -> cache.put("key", "x".repeat(5_000)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("max-value-size");
    assertThat(cache.get("key")).isEqualTo("value");
  }

  @Test
  void whoLoadsAValueThatIsTooLargeLeavesTheKeyToOthers() {
    RedisProcess redis = caches.redis();
    Map<String, String> settings = Map.of("max-value-size", "1 KiB");
    Duration lease = Duration.ofMinutes(1);
    UnoCache<String, String> one = leased(caches.manager(redis.url(), settings), lease);
    UnoCache<String, String> other = leased(caches.manager(redis.url(), settings), lease);
    assertThat(one.get("key", key -> "x".repeat(5_000))).hasSize(5_000);
    assertThat(one.getAll(Set.of("key", "other"), FailingServerTest::tooLarge)).hasSize(2);
    assertThat(one.containsKey("key")).isFalse();
    assertTimeout(
        lease.dividedBy(2),
        () -> {
          assertThat(other.get("key", key -> "small")).isEqualTo("small");
          assertThat(other.get("other", key -> "small")).isEqualTo("small");
        });
  }

  private static UnoCache<String, String> leased(UnoCacheManager manager, Duration lease) {
    return manager.createCache(
        "users", new UnoConfiguration<String, String>().setProvider("shared").setLoadLease(lease));
  }

  private static Map<String, String> tooLarge(Set<String> keys) {
    Map<String, String> loaded = new HashMap<>();
    keys.forEach(key -> loaded.put(key, "x".repeat(5_000)));
    return loaded;
  }

  @Test
  void othersKeysAreLeftAloneAndGarbageUnderOursIsAMiss() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    cache.put("key", "value");
    String redisKey =
        new Layout("uno", "users", "", "", false).entry(0, "key".getBytes(StandardCharsets.UTF_8));
    assertThat(redis.command("EXISTS " + redisKey)).isEqualTo(":1");
    assertThat(redis.command("SET other value")).isEqualTo("+OK");
    assertThat(redis.command("SET {uno:users2:0}:e:key value")).isEqualTo("+OK");
    assertThat(redis.command("SET " + redisKey + " garbage")).isEqualTo("+OK");
    assertThat(cache.get("key")).isNull();
    assertThat(redis.command("EXISTS " + redisKey)).isEqualTo(":0");
    cache.put("key", "value");
    assertThat(redis.command("SET {uno:users:0}:i garbage")).isEqualTo("+OK");
    assertThat(cache.get("key")).as("it is not known what was invalidated").isNull();
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");
    cache.clear();
    await().until(() -> redis.command("EXISTS " + redisKey).equals(":0"));
    assertThat(redis.command("EXISTS other {uno:users2:0}:e:key")).isEqualTo(":2");
  }
}
