/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;

/** What a process can neither read from Redis, nor store there. */
@Timeout(120)
class UnreadableInRedisTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private RedisProcess redis;
  private UnoCache<String, String> users;

  @BeforeEach
  void start() {
    redis = caches.redis();
    users = caches.users(redis.url(), Map.of("timeout", "30s", "max-value-size", "64 KiB"));
    RedisCaches.strict(users);
  }

  private static String redisKey(String key) {
    return new Layout("uno", "users", "", "", false).entry(0, key.getBytes(StandardCharsets.UTF_8));
  }

  private boolean exists(String key) {
    return redis.command("EXISTS " + redisKey(key)).equals(":1");
  }

  /** The formats of an entry and of a value are their first bytes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 41, 42})
  void whatALaterVersionWroteIsAMissAndStays(int formatAt) {
    for (String key : List.of("read", "put", "absent", "removed", "all")) {
      users.put(key, "value");
      assertThat(redis.command("SETRANGE " + redisKey(key) + " " + formatAt + " \"\\x09\""))
          .startsWith(":");
    }
    users.put("fine", "value");
    assertThat(users.get("read")).isNull();
    assertThat(RedisCaches.errors(users)).isEqualTo(1);
    assertThat(users.containsKey("read")).isFalse();
    assertThat(users.getAll(Set.of("read", "fine"))).isEqualTo(Map.of("fine", "value"));
    assertThat(users).hasSize(1);
    assertThat(users.get("read", key -> "loaded")).isEqualTo("loaded");
    assertThat(users.get("read")).isNull();
    assertThat(exists("read")).isTrue();

    users.put("put", "new");
    assertThat(users.get("put")).isEqualTo("new");
    assertThat(users.putIfAbsent("absent", "new")).isTrue();
    assertThat(users.get("absent")).isEqualTo("new");
    assertThat(users.getAndRemove("removed")).isNull();
    assertThat(exists("removed")).isFalse();
    users.removeAll(Set.of("all"));
    assertThat(exists("all")).isFalse();
    assertThat(exists("read")).isTrue();
  }

  @Test
  void aLoadedValueThatIsTooLargeIsReturnedAndNotKept() {
    String large = "v".repeat(1 << 17);
    assertThat(users.get("large", key -> large)).isEqualTo(large);
    assertThat(RedisCaches.errors(users)).isEqualTo(1);
    assertThat(exists("large")).as("nor a mark of the load").isFalse();

    Map<String, String> loaded = new HashMap<>(Map.of("large", large));
    for (int i = 0; i < 10; i++) {
      loaded.put("small" + i, "value");
    }
    assertThat(users.getAll(loaded.keySet(), keys -> loaded)).isEqualTo(loaded);
    assertThat(RedisCaches.errors(users)).isEqualTo(2);
    loaded.remove("large");
    assertThat(users.getAll(loaded.keySet())).isEqualTo(loaded);
    assertThat(exists("large")).isFalse();
    assertThatThrownBy(() -> users.put("large", large)).isInstanceOf(CacheException.class);
  }
}
