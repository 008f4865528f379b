/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** What lies in Redis where hashes take the place of keys. */
@Timeout(120)
class HashedKeysTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private RedisProcess redis;
  private UnoCache<String, String> users;

  @BeforeEach
  void start() {
    redis = caches.redis();
    users = hashed("SHA-256");
  }

  private UnoCache<String, String> hashed(String algorithm) {
    UnoCacheManager manager = caches.manager(redis.url(), Map.of());
    manager
        .configuration()
        .update(
            settings ->
                settings
                    .withHashedKeys(true)
                    .withHashAlgorithm(algorithm)
                    .withFallbackOnError(false));
    return RedisCaches.users(manager);
  }

  private void run(String command) {
    assertThat(redis.command(command)).as(command).doesNotStartWith("-");
  }

  private static String redisKey(String key) {
    return new Layout("uno", "users", "", "SHA-256", false)
        .entry(0, key.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void noKeyIsReadable() {
    users.put("secret-1", "value");
    users.putAll(Map.of("secret-2", "value", "secret-3", "value"));
    users.get(
        "secret-4",
        key -> {
          assertThat(redis.command("KEYS *")).as("with a mark").doesNotContain("secret");
          return "loaded";
        });
    assertThat(redis.command("KEYS *"))
        .contains("}:i")
        .contains(
            // printf secret-1 | sha256sum
            "{uno:users:0}:h:f7e7c36e458e80e6b6a2c67d0a9ec09bd718dadd7bfa8d6bf6e7ad526e46c2f7")
        .doesNotContain("secret");
    assertThat(users.keys())
        .containsExactlyInAnyOrder("secret-1", "secret-2", "secret-3", "secret-4");
  }

  @Test
  void anotherHashOrNoneSharesNoEntries() {
    users.put("key", "value");
    UnoCache<String, String> same = hashed("SHA-256");
    assertThat(same.get("key")).isEqualTo("value");
    List<UnoCache<String, String>> others =
        List.of(hashed("SHA3-256"), hashed("MD5"), caches.users(redis.url(), Map.of()));
    for (UnoCache<String, String> other : others) {
      assertThat(other.get("key")).isNull();
      assertThat(other.keys()).isEmpty();
      other.put("key", "other");
      assertThat(other.keys()).containsExactly("key");
    }
    assertThat(users.get("key")).isEqualTo("value");
    assertThat(users.keys()).containsExactly("key");
  }

  @Test
  void regionsFromBeforeKeepTheirKeys() {
    UnoCache<String, String> plain = caches.users(redis.url(), Map.of());
    UnoCacheManager manager = RedisCaches.manager(plain);
    manager.configuration().update(settings -> settings.withHashedKeys(true));
    plain.put("before", "value");
    manager
        .createCache("later", new UnoConfiguration<String, String>().setProvider("shared"))
        .put("after", "value");
    assertThat(redis.command("KEYS *")).contains("}:e:before").doesNotContain("after");
  }

  @Test
  void anEntryOfAnotherKeyIsAMissAndMakesWay() {
    users.put("a", "of a");
    run("RENAME " + redisKey("a") + " " + redisKey("b"));
    assertThat(users.get("b")).isNull();
    users.put("a", "of a");
    run("RENAME " + redisKey("a") + " " + redisKey("b"));
    assertThat(users.keys()).isEmpty();
    assertThat(users.putIfAbsent("b", "of b")).isTrue();
    assertThat(users.get("b")).isEqualTo("of b");
    users.put("a", "of a");
    run("RENAME " + redisKey("a") + " " + redisKey("b"));
    assertThat(users.getAll(Set.of("a", "b"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SET %s garbage", "SET %s ''", "SETRANGE %s 0 \u0001", "SETRANGE %s 41 ~~~~"})
  void textThatIsNoEntryIsACountedMiss(String command) {
    users.put("key", "value");
    run(command.formatted(redisKey("key")));
    assertThat(users.get("key")).isNull();
    assertThat(RedisCaches.errors(users)).isEqualTo(1);
    users.put("key", "new");
    assertThat(users.get("key")).isEqualTo("new");
  }

  @Test
  void keysThatLookLikeOursAreLeftAlone() {
    String hash = redisKey("key").substring("{uno:users:0}:h:".length());
    List<String> beside =
        List.of(
            "{uno:users:0}:h:",
            "{uno:users:0}:h:key",
            "{uno:users:0}:h:" + hash.substring(2),
            "{uno:users:0}:h:" + hash.toUpperCase(Locale.ROOT),
            "{uno:users:1}:h:" + hash,
            "{uno:users:00}:h:" + hash,
            "{uno:users:0}:e:" + hash);
    beside.forEach(redisKey -> run("SET " + redisKey + " theirs"));
    users.put("key", "value");
    assertThat(users.size()).isEqualTo(1);
    assertThat(users.keys()).containsExactly("key");
    users.clear();
    users.put("key", "value");
    RedisCaches.manager(users).destroyCache("users");
    assertThat(redis.command("EXISTS " + redisKey("key"))).isEqualTo(":0");
    assertThat(beside)
        .allSatisfy(redisKey -> assertThat(redis.command("GET " + redisKey)).contains("theirs"));
  }
}
