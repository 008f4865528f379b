/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;

/** What others keep in the same database: beside our keys, and in their place. */
@Timeout(120)
class OthersKeysTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private RedisProcess redis;
  private UnoCache<String, String> users;

  @BeforeEach
  void start() {
    redis = caches.redis();
    users = caches.users(redis.url(), Map.of());
    RedisCaches.strict(users); // nothing below is a failure
  }

  private void run(String command) {
    assertThat(redis.command(command)).as(command).doesNotStartWith("-");
  }

  private boolean exists(String redisKey) {
    return redis.command("EXISTS " + redisKey).equals(":1");
  }

  /** Returns where an entry of users is. */
  private static String redisKey(String key) {
    return new Layout("uno", "users", "", "", false).entry(0, key.getBytes(StandardCharsets.UTF_8));
  }

  // ---- beside ours

  private static final List<String> BESIDE =
      List.of(
          "other",
          "uno",
          "uno:users",
          "users:0}:e:key",
          "{uno:users:0}",
          "{uno:users:0}:x",
          "{uno:users:0}:e",
          "{uno:users:1}:e:key",
          "{uno:users:x}:e:key",
          "{uno:users:0}:i:key",
          "{uno:users:00}:i",
          "{uno:users}:e:key",
          "{uno:users2:0}:e:key",
          "{uno:users~2:0}:e:key",
          "{uno:user:0}:e:key",
          "{uno2:users:0}:e:key",
          "{uno2:users:0}:i",
          "{un:users:0}:e:key",
          "x{uno:users:0}:e:key",
          // As ours would be, but for how the key is written.
          "{uno:users:0}:e:%6bey",
          "{uno:users:0}:e:ke%",
          "{uno:users:0}:e:k%C3%A4y");

  @Test
  void keysThatLookLikeOursAreLeftAlone() {
    BESIDE.forEach(redisKey -> run("SET " + redisKey + " theirs"));
    users.put("key", "value");
    users.put("käy", "value");
    assertThat(users.keys()).containsExactlyInAnyOrder("key", "käy");
    assertThat(users.size()).isEqualTo(2);
    assertThat(users.invalidateMatching("*")).isEqualTo(2);
    users.put("key", "value");
    users.clear();
    await().until(() -> !exists(redisKey("key")));
    users.put("key", "value");
    users.removeAll();
    users.put("key", "value");
    RedisCaches.manager(users).destroyCache("users");
    assertThat(exists(redisKey("key"))).isFalse();
    assertThat(exists("{uno:users:0}:i")).isFalse();
    assertThat(BESIDE)
        .allSatisfy(redisKey -> assertThat(redis.command("GET " + redisKey)).contains("theirs"));
  }

  @Test
  void namespacesAndRegionsWhoseNamesBeginAlikeAreApart() {
    UnoCache<String, String> longer = caches.users(redis.url(), Map.of("namespace", "uno:users"));
    UnoCache<String, String> another = caches.users(redis.url(), Map.of("namespace", "uno2"));
    List<UnoCache<String, String>> all = List.of(users, longer, another);
    all.forEach(cache -> cache.put("key", "of " + all.indexOf(cache)));
    for (UnoCache<String, String> cache : all) {
      cache.clear();
      assertThat(cache.get("key")).isNull();
      for (UnoCache<String, String> other : all) {
        assertThat(other.get("key"))
            .isEqualTo(other.equals(cache) ? null : "of " + all.indexOf(other));
      }
      cache.put("key", "of " + all.indexOf(cache));
    }
  }

  @Test
  void anotherDatabaseIsAnotherRegion() {
    UnoCache<String, String> other = caches.users(redis.url() + "/1", Map.of());
    users.put("key", "value");
    assertThat(other.get("key")).isNull();
    other.put("key", "other");
    users.clear();
    assertThat(other.get("key")).isEqualTo("other");
  }

  // ---- in the place of ours

  @ParameterizedTest
  @ValueSource(strings = {"SET %s garbage", "SET %s ''", "SETBIT %s 5 0", "SETRANGE %s 41 ~~~"})
  void textThatIsNoEntryIsACountedMiss(String command) {
    users.put("key", "value");
    run(command.formatted(redisKey("key")));
    assertThat(users.get("key")).isNull();
    assertThat(RedisCaches.errors(users)).isEqualTo(1);
    assertThat(exists(redisKey("key"))).isFalse();
    users.put("key", "new");
    assertThat(users.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RPUSH %s a b", "HSET %s a b", "SADD %s a", "ZADD %s 1 a", "XADD %s * a b"})
  void listsAndTheLikeInThePlaceOfAnEntryAreMissesAndMakeWay(String command) {
    String redisKey = redisKey("key");
    run(command.formatted(redisKey));
    assertThat(users.get("key")).isNull();
    assertThat(users.containsKey("key")).isFalse();
    assertThat(users.size()).isZero();
    assertThat(RedisCaches.errors(users)).isZero(); // to tell it from nothing would cost each read
    users.put("key", "value");
    assertThat(users.get("key")).isEqualTo("value");
    assertThat(RedisCaches.errors(users)).isEqualTo(1);

    run("DEL " + redisKey);
    run(command.formatted(redisKey));
    assertThat(users.putIfAbsent("key", "value")).isTrue();
    assertThat(users.get("key")).isEqualTo("value");
    assertThat(RedisCaches.errors(users)).isEqualTo(2);

    run("DEL " + redisKey);
    run(command.formatted(redisKey));
    assertThat(users.remove("key")).isFalse();
    users.clear();
    await().until(() -> !exists(redisKey));
    run(command.formatted(redisKey));
    RedisCaches.manager(users).destroyCache("users");
    assertThat(exists(redisKey)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SET %s garbage", "SET %s much-more-garbage", "SET %s ''", "RPUSH %s a b"})
  void inThePlaceOfInvalidationsItHidesAllThatWasThere(String command) {
    assertHidesAllThatWasThere(command);
  }

  /** Their number is so large that none comes after it; or they clear what is to come. */
  @ParameterizedTest
  @ValueSource(strings = {"c(127):rep(24)", "c(0):rep(8) .. c(1):rep(16)"})
  void soDoInvalidationsWithNumbersThatCannotBeOurs(String numbers) {
    assertHidesAllThatWasThere(
        "EVAL \"local c = string.char redis.call('SET', '%s', c(1) .. "
            + numbers
            + " .. c(0):rep(4))\" 0");
  }

  private void assertHidesAllThatWasThere(String command) {
    String invalidations = "{uno:users:0}:i";
    users.put("key", "value");
    run("DEL " + invalidations);
    run(command.formatted(invalidations));
    assertThat(users.get("key")).as("nobody knows what was invalidated").isNull();
    users.put("key", "new");
    assertThat(users.get("key")).isEqualTo("new");

    run("DEL " + invalidations);
    run(command.formatted(invalidations));
    users.clear();
    assertThat(users.putIfAbsent("key", "new")).isTrue();

    run("DEL " + invalidations);
    run(command.formatted(invalidations));
    assertThat(users.invalidateMatching("*")).as("which were hidden before").isZero();
    assertThat(users.get("key")).isNull();
    users.put("key", "new");
    assertThat(users.get("key")).isEqualTo("new");
  }
}
