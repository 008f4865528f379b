/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uno.jcache.redis.NearNode.soon;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.servers.FaultyProxy;
import uno.jcache.spi.StoreException;

/** What was sent, and not answered, takes effect in time or never. */
@Timeout(120)
@Tag("slow")
class LateChangesTest {
  private static final long HOUR = 3_600_000_000L; // in microseconds

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private final Layout layout = new Layout("uno", "users", "", "", false);

  /** A process whose network fails, and another one with a level in the heap each. */
  private final class Two {
    final RedisProcess redis = caches.redis();
    final FaultyProxy proxy = caches.closing(new FaultyProxy(redis.port()));
    final NearNode behindProxy = caches.closing(NearNode.start(proxied(redis, proxy), "uno"));
    final NearNode direct = caches.closing(NearNode.start(redis, "uno"));
    final UnoCache<String, String> a = behindProxy.cache();
    final UnoCache<String, String> b = direct.cache();

    Two() {
      RedisCaches.strict(a);
      RedisCaches.strict(b);
      behindProxy.awaitNear("near");
      direct.awaitNear("near");
    }

    /** Lets the network deliver what it held, and waits until the server has looked at it. */
    void deliver() {
      assertThat(proxy.heldForServer()).isPositive();
      long before = scriptsRun(redis);
      proxy.release();
      await().until(() -> scriptsRun(redis) > before && proxy.heldForServer() == 0);
    }
  }

  private static RedisServers proxied(RedisProcess redis, FaultyProxy proxy) {
    return new RedisServers() {
      @Override
      public Map<String, String> settings() {
        return Map.of("url", "redis://" + proxy.address());
      }

      @Override
      public List<RedisProcess> masters() {
        return redis.masters();
      }

      @Override
      public void kill() {
        redis.kill();
      }

      @Override
      public void restart() {
        redis.restart();
      }
    };
  }

  private static long scriptsRun(RedisProcess redis) {
    Matcher calls =
        Pattern.compile("cmdstat_eval(sha)?:calls=(\\d+)")
            .matcher(redis.command("INFO commandstats"));
    long all = 0;
    while (calls.find()) {
      all += Long.parseLong(calls.group(2));
    }
    return all;
  }

  /** Makes a change again until it is done: the client may choose the connection that is held. */
  private static void acknowledged(Runnable change) {
    await()
        .ignoreExceptions()
        .until(
            () -> {
              change.run();
              return true;
            });
  }

  private String redisKey(String key) {
    return layout.entry(0, key.getBytes(UTF_8));
  }

  @Test
  void aPutThatTheNetworkHeldDoesNotReplaceALaterOne() {
    Two two = new Two();
    two.a.put("key", "v1");
    assertThat(two.b.get("key")).isEqualTo("v1");
    two.proxy.holdWhenSent("v2");
    assertThatThrownBy(() -> two.a.put("key", "v2")).isInstanceOf(StoreException.class);
    acknowledged(() -> two.a.put("key", "v3"));
    acknowledged(() -> two.a.put("key", "v4"));
    soon().until(() -> "v4".equals(two.b.get("key")));
    assertThat(two.a.get("key")).isEqualTo("v4");
    two.deliver();
    two.behindProxy.awaitNear("other");
    two.direct.awaitNear("other");
    assertThat(two.a.get("key")).isEqualTo("v4");
    assertThat(two.b.get("key")).isEqualTo("v4");
    assertThat(caches.users(two.redis.url(), Map.of()).get("key")).isEqualTo("v4");
  }

  @Test
  void aPutThatTheNetworkHeldDoesNotBringBackWhatWasRemoved() {
    Two two = new Two();
    two.proxy.holdWhenSent("v2");
    assertThatThrownBy(() -> two.a.put("key", "v2")).isInstanceOf(StoreException.class);
    acknowledged(() -> two.a.remove("key"));
    two.deliver();
    assertThat(two.redis.command("EXISTS " + redisKey("key"))).isEqualTo(":0");
    assertThat(two.a.get("key")).isNull();
    assertThat(two.b.get("key")).isNull();
  }

  /** Each of them fails as nothing arrives, and another process makes a newer change. */
  private void late(Runnable change, Two two) {
    two.proxy.holdAll();
    assertThatThrownBy(change::run).isInstanceOf(StoreException.class);
    two.b.put("key", "new");
    two.deliver();
    assertThat(two.b.get("key")).isEqualTo("new");
    two.direct.awaitNear("other");
    assertThat(two.b.get("key")).isEqualTo("new");
    await().ignoreExceptions().until(() -> "new".equals(two.a.get("key")));
  }

  @Test
  void noLateChangeUndoesALaterOne() {
    Two two = new Two();
    two.b.put("key", "old");
    late(() -> two.a.remove("key"), two);
    late(two.a::clear, two);
    late(() -> two.a.invalidateMatching("k*"), two);
    late(() -> two.a.putAll(Map.of("key", "late", "other", "late")), two);
  }

  @Test
  void aLateTouchMovesNoDeadline() {
    RedisProcess redis = caches.redis();
    FaultyProxy proxy = caches.closing(new FaultyProxy(redis.port()));
    UnoCache<String, String> cache =
        caches
            .manager("redis://" + proxy.address(), Map.of())
            .createCache(
                "users",
                new UnoConfiguration<String, String>()
                    .setProvider("shared")
                    .setExpiryPolicyFactory(
                        TouchedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1))));
    RedisCaches.strict(cache);
    cache.put("key", "value");
    String put = redis.command("GETRANGE " + redisKey("key") + " 0 40");
    await() // so that the server knows the script
        .until(
            () ->
                cache.get("key") != null
                    && !redis.command("GETRANGE " + redisKey("key") + " 0 40").equals(put));
    String before = redis.command("GETRANGE " + redisKey("key") + " 0 40");
    proxy.holdWhenSent("EVALSHA");
    assertThatThrownBy(
            () -> {
              while (true) { // as in the same millisecond there is nothing to move
                assertThat(cache.get("key")).isEqualTo("value");
              }
            })
        .isInstanceOf(StoreException.class);
    assertThat(proxy.heldForServer()).isPositive();
    long scripts = scriptsRun(redis);
    proxy.release();
    await().until(() -> scriptsRun(redis) > scripts);
    assertThat(redis.command("GETRANGE " + redisKey("key") + " 0 40")).isEqualTo(before);
  }

  @Test
  void aLateMarkIsNotLeft() {
    Two two = new Two();
    assertThat(two.b.get("known", key -> "so that the server knows the script")).isNotNull();
    two.proxy.holdWhenSent("EVALSHA");
    assertThatThrownBy(() -> two.a.get("key", key -> "loaded")).isInstanceOf(StoreException.class);
    two.deliver();
    assertThat(two.redis.command("EXISTS " + redisKey("key"))).isEqualTo(":0");
  }

  @Test
  void aServerThatStoodStillDoesNothingOfWhatWasGivenUp() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    RedisCaches.strict(cache);
    cache.put("key", "old");
    long before = scriptsRun(redis);
    redis.pauseServer();
    assertThatThrownBy(() -> cache.put("key", "late")).isInstanceOf(StoreException.class);
    redis.continueServer();
    await().until(() -> scriptsRun(redis) > before);
    await().ignoreExceptions().until(() -> cache.get("key") != null);
    assertThat(cache.get("key")).isEqualTo("old");
  }

  @Test
  void aServerThatLetsWritesWaitDoesNothingOfWhatWasGivenUp() {
    RedisProcess redis = caches.redis();
    UnoCache<String, String> cache = caches.users(redis.url(), Map.of());
    RedisCaches.strict(cache);
    cache.put("key", "old");
    long before = scriptsRun(redis);
    assertThat(redis.command("CLIENT PAUSE 60000 WRITE")).isEqualTo("+OK");
    assertThatThrownBy(() -> cache.put("key", "late")).isInstanceOf(StoreException.class);
    assertThat(redis.command("CLIENT UNPAUSE")).isEqualTo("+OK");
    await().until(() -> scriptsRun(redis) > before);
    assertThat(cache.get("key")).isEqualTo("old");
  }

  @Test
  void aMasterOfAClusterThatStoodStillDoesNothingOfWhatWasGivenUp() {
    RedisCluster cluster = caches.closing(RedisCluster.start());
    UnoCache<String, String> cache = caches.users(cluster.url(), Map.of("mode", "cluster"));
    RedisCaches.strict(cache);
    for (int i = 0; i < 30; i++) {
      cache.put("key" + i, "old");
    }
    RedisProcess master = cluster.masters().get(0);
    long before = scriptsRun(master);
    master.pauseServer();
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      try {
        cache.put("key" + i, "new");
      } catch (StoreException e) {
        failed.add("key" + i);
      }
    }
    master.continueServer();
    assertThat(failed).hasSizeBetween(3, 29);
    await().until(() -> scriptsRun(master) > before);
    await().ignoreExceptions().until(() -> cache.get(failed.get(0)) != null);
    for (int i = 0; i < 30; i++) {
      String key = "key" + i;
      assertThat(cache.get(key)).isEqualTo(failed.contains(key) ? "old" : "new");
    }
  }

  /** Otherwise it could be undone by what the server finds of the broken connection. */
  @Test
  void aChangeWhoseConnectionBreaksFailsOnceItCannotTakeEffect() {
    RedisProcess redis = caches.redis();
    FaultyProxy proxy = caches.closing(new FaultyProxy(redis.port()));
    RedisServer server = server("redis://" + proxy.address(), Map.of("timeout", "1s"));
    server.check();
    ServerClock clock = server.clock(redisKey("key"));
    proxy.holdWhenSent("EVAL");
    long start = System.nanoTime();
    Thread breaker =
        new Thread(
            () -> {
              await().until(() -> proxy.heldForServer() > 0);
              proxy.close();
            });
    breaker.start();
    assertThatThrownBy(() -> server.unlink(List.of(redisKey("key"))))
        .isInstanceOf(StoreException.class);
    long end = System.nanoTime();
    assertThat(clock.at(end)).isGreaterThanOrEqualTo(clock.at(start) + 1_000_000 - 1_000);
  }

  // ---- clocks

  private RedisServer server(RedisProcess redis, Map<String, String> settings) {
    return server(redis.url(), settings);
  }

  private RedisServer server(String url, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("url", url);
    return caches.closing(new RedisServer("shared", RedisSettings.of("shared", all)));
  }

  @Test
  void aClockThatIsSetMakesNoChangeFail() {
    RedisProcess redis = caches.redis();
    RedisServer server = server(redis, Map.of("timeout", RedisServers.PATIENT));
    server.unlink(List.of(redisKey("key"))); // a script that the server knows from now on
    ServerClock clock = server.clock(redisKey("key"));
    for (long offset : List.of(-HOUR, HOUR)) {
      assertThat(redis.command("SET " + redisKey("key") + " value")).isEqualTo("+OK");
      long now = System.nanoTime();
      clock.record(serverTime(redis) + offset, now, now);
      long before = scriptsRun(redis);
      server.unlink(List.of(redisKey("key")));
      assertThat(redis.command("EXISTS " + redisKey("key"))).isEqualTo(":0");
      assertThat(scriptsRun(redis) - before).isEqualTo((offset < 0) ? 2 : 1);
      await()
          .until(
              () -> {
                server.unlink(List.of(redisKey("key")));
                return Math.abs(clock.at(System.nanoTime()) - serverTime(redis)) < HOUR / 2;
              });
    }
  }

  /** Returns the time in microseconds, but for what is less than a second. */
  private static long serverTime(RedisProcess redis) {
    return Long.parseLong(redis.command("TIME").split("\r\n", 4)[2]) * 1_000_000;
  }

  @Test
  void manyScriptsAtOnceAreSentAgainEachByItself() {
    RedisProcess redis = caches.redis();
    RedisServer server = server(redis, Map.of("timeout", RedisServers.PATIENT));
    server.unlink(List.of(redisKey("key")));
    long now = System.nanoTime();
    server.clock(redisKey("key")).record(serverTime(redis) - HOUR, now, now);
    List<ScriptCall<?>> runs = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      assertThat(redis.command("SET " + redisKey("key" + i) + " value")).isEqualTo("+OK");
      runs.add(ScriptCall.of(Scripts.UNLINK, redisKey("key" + i)));
      runs.add(ScriptCall.of(Scripts.GET, redisKey("other")));
    }
    List<?> answers = server.runAll(runs);
    for (int i = 0; i < 500; i += 2) {
      assertThat(answers.get(i)).isEqualTo(true);
      assertThat(answers.get(i + 1)).isNull();
    }
    assertThat(redis.command("DBSIZE")).isEqualTo(":0");
  }

  // ---- scripts

  private static Map<String, Script<?>> scripts() throws IllegalAccessException {
    Map<String, Script<?>> scripts = new TreeMap<>();
    for (Field field : Scripts.class.getDeclaredFields()) {
      if (field.getType() == Script.class) {
        scripts.put(field.getName(), (Script<?>) field.get(null));
      }
    }
    return scripts;
  }

  @Test
  void eachScriptThatChangesAnythingDoesNothingWhenItIsLate() throws IllegalAccessException {
    Pattern changes = Pattern.compile("'(SET|SETRANGE|APPEND|UNLINK|DEL|PEXPIRE|PERSIST|PUBLISH)'");
    RedisProcess redis = caches.redis();
    RedisServer server = server(redis, Map.of("timeout", "200ms"));
    server.check();
    long now = System.nanoTime();
    for (Map.Entry<String, Script<?>> each : scripts().entrySet()) {
      if (!changes.matcher(each.getValue().source()).find() || each.getKey().equals("CHECK")) {
        continue; // that one sets a key that nobody reads, for a moment
      }
      Script<?> script = each.getValue();
      assertThat(script.isFenced()).as(each.getKey()).isTrue();
      assertThat(script.batched().isFenced()).isFalse();
      assertThat(redis.command("SET " + redisKey("a") + " value")).isEqualTo("+OK");
      assertThat(redis.command("SET " + redisKey("b") + " value")).isEqualTo("+OK");
      // Its time is not over here, and is over there, however often the server says so.
      List<byte[]> arguments = new ArrayList<>(Collections.nCopies(9, "value".getBytes(US_ASCII)));
      server.clock(redisKey("a")).record(serverTime(redis) - HOUR, now, now);
      List<ScriptCall<?>> two =
          List.of(
              new ScriptCall<>(script, List.of(redisKey("a"), redisKey("b")), plus(arguments, "1")),
              new ScriptCall<>(
                  script, List.of(redisKey("b"), redisKey("a")), plus(arguments, "1")));
      List<?> answers = server.run(script.batched(), flatKeys(two), flatArguments(two));
      assertThat(answers.get(0)).as(each.getKey()).isEqualTo(1L);
      for (int answer : new int[] {1, 3}) {
        assertThat(ScriptOutcome.of(answers.get(answer)))
            .as(each.getKey())
            .isInstanceOf(ScriptOutcome.TooLate.class);
      }
      assertThat(redis.command("GET " + redisKey("a"))).endsWith("value");
      assertThat(redis.command("GET " + redisKey("b"))).endsWith("value");
    }
  }

  private static List<byte[]> plus(List<byte[]> arguments, String last) {
    List<byte[]> all = new ArrayList<>(arguments);
    all.add(last.getBytes(US_ASCII));
    return all;
  }

  private static List<String> flatKeys(List<ScriptCall<?>> runs) {
    return runs.stream().flatMap(run -> run.keys().stream()).toList();
  }

  private static byte[][] flatArguments(List<ScriptCall<?>> runs) {
    List<byte[]> all = new ArrayList<>();
    all.add("2".getBytes(US_ASCII));
    all.add("10".getBytes(US_ASCII));
    runs.forEach(run -> all.addAll(run.arguments()));
    return all.toArray(byte[][]::new);
  }
}
