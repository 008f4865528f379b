/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import javax.cache.CacheException;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.spi.StoreException;

/** What caches do while Redis does not do what it should. */
@Timeout(120)
class FailingServerTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private RedisProcess redis(String... options) {
    RedisProcess redis = RedisProcess.start(options);
    opened.add(redis);
    return redis;
  }

  private UnoCacheManager manager(String url, String... settings) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.url", url);
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty("uno-jcache." + settings[i], settings[i + 1]);
    }
    UnoCacheManager manager =
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("failing-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class);
    opened.add(manager);
    return manager;
  }

  private static UnoCache<String, String> cache(UnoCacheManager manager) {
    return manager.createCache("users", new UnoConfiguration<String, String>().provider("shared"));
  }

  private static void strict(UnoCacheManager manager) {
    manager.configuration().update(settings -> settings.withFallbackOnError(false));
  }

  @Test
  void withoutAServerThereAreMissesAndNothingIsKept() {
    RedisProcess redis = redis();
    UnoCache<String, String> cache = cache(manager(redis.url()));
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
    RedisProcess redis = redis();
    UnoCacheManager manager = manager(redis.url());
    UnoCache<String, String> cache = cache(manager);
    cache.put("key", "value");
    strict(manager);
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
    RedisProcess redis = redis();
    UnoCacheManager manager = manager(redis.url(), "providers.shared.timeout", "1m");
    UnoCache<String, String> cache = cache(manager);
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
    RedisProcess redis = redis();
    redis.kill();
    UnoCacheManager manager = manager(redis.url());
    UnoCache<String, String> cache = cache(manager);
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

  /** As a replica does that takes the place of the master before it was told all. */
  @Test
  void aServerMayLoseTheLastInvalidations() {
    RedisProcess redis = redis();
    UnoCacheManager manager = manager(redis.url());
    UnoCache<String, String> cache = cache(manager);
    strict(manager);
    cache.put("key", "value");
    assertThat(redis.command("COPY {uno:users:0}:i before")).isEqualTo(":1");
    cache.clear();
    cache.put("key", "after the clear");
    assertThat(redis.command("COPY before {uno:users:0}:i REPLACE")).isEqualTo(":1");
    cache.put("key", "new");
    assertThat(cache.get("key")).isEqualTo("new");
    assertThat(cache.replace("key", "new", "newer")).isTrue();
    cache.invalidate("k*");
    assertThat(redis.command("COPY before {uno:users:0}:i REPLACE")).isEqualTo(":1");
    assertThat(cache.putIfAbsent("other", "value")).isTrue();
    assertThat(cache.invalidate("o*")).isEqualTo(1);
    assertThat(cache.get("other")).isNull();
  }

  @Test
  void aPasswordIsUsedAndAWrongOneIsToldAndNotShown() {
    RedisProcess redis = redis("--requirepass", "open-sesame");
    UnoCacheManager manager = manager(redis.url(), "providers.shared.password", "open-sesame");
    UnoCache<String, String> cache = cache(manager);
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");

    UnoCacheManager wrong = manager(redis.url(), "providers.shared.password", "please");
    strict(wrong);
    UnoCache<String, String> closed = cache(wrong);
    assertThatThrownBy(() -> closed.get("key"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("password")
        .hasMessageNotContaining("please");
  }

  @Test
  void aServerThatIsFullTakesNothingAndLosesNothing() {
    RedisProcess redis = redis("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
    UnoCacheManager manager = manager(redis.url());
    UnoCache<String, String> cache = cache(manager);
    cache.put("small", "value");
    strict(manager);
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
    RedisProcess redis = redis();
    UnoCache<String, String> cache =
        cache(manager(redis.url(), "providers.shared.max-value-size", "1 KiB"));
    cache.put("key", "value");
    assertThatThrownBy(() -> cache.put("key", "x".repeat(5_000)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("max-value-size");
    assertThat(cache.get("key")).isEqualTo("value");
  }

  @Test
  void othersKeysAreLeftAloneAndGarbageUnderOursIsAMiss() {
    RedisProcess redis = redis();
    UnoCache<String, String> cache = cache(manager(redis.url()));
    cache.put("key", "value");
    String place =
        new Layout("uno", "users", "", false).entry(0, "key".getBytes(StandardCharsets.UTF_8));
    assertThat(redis.command("EXISTS " + place)).isEqualTo(":1");
    assertThat(redis.command("SET other value")).isEqualTo("+OK");
    assertThat(redis.command("SET {uno:users2:0}:e:key value")).isEqualTo("+OK");
    assertThat(redis.command("SET " + place + " garbage")).isEqualTo("+OK");
    assertThat(cache.get("key")).isNull();
    assertThat(redis.command("EXISTS " + place)).isEqualTo(":0");
    cache.put("key", "value");
    assertThat(redis.command("SET {uno:users:0}:i garbage")).isEqualTo("+OK");
    assertThat(cache.get("key")).as("it is not known what was invalidated").isNull();
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");
    cache.clear();
    await().until(() -> redis.command("EXISTS " + place).equals(":0"));
    assertThat(redis.command("EXISTS other {uno:users2:0}:e:key")).isEqualTo(":2");
  }
}
