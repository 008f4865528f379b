/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.Caching;
import javax.cache.configuration.Factory;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** How often operations ask the server, as the server itself tells. */
@Timeout(120)
class RoundTripsTest {
  private static final Duration HOUR = new Duration(TimeUnit.HOURS, 1);

  /** What a server tells of a command, but of those of its own scripts: who sent it, its name. */
  private static final Pattern SENT = Pattern.compile("\\S+ \\[\\d+ [\\d.:]+] \"(\\w+)\".*");

  private final RedisProcess redis = RedisProcess.start();
  private UnoCacheManager manager;

  @BeforeEach
  void open() {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.url", redis.url());
    manager =
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("trips-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class);
  }

  @AfterEach
  void close() {
    manager.close();
    redis.close();
  }

  private static UnoConfiguration<String, String> configuration(
      Factory<? extends ExpiryPolicy> expiry) {
    return new UnoConfiguration<String, String>()
        .setProvider("shared")
        .setExecutor(task -> {}) // nobody sweeps, which would be more commands
        .setExpiryPolicyFactory(expiry);
  }

  /** Returns a cache with an entry, whose scripts are known to the server. */
  private UnoCache<String, String> cache(UnoConfiguration<String, String> configuration) {
    UnoCache<String, String> cache = manager.createCache("users", configuration);
    cache.put("known", "value");
    cache.put("known", "other");
    cache.remove("known");
    assertThat(cache.putIfAbsent("known", "value")).isTrue();
    return cache;
  }

  /** Returns the names of the commands that the server gets meanwhile, but for those that tick. */
  private List<String> sent(Runnable operation) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(lines.readLine()).isEqualTo("+OK");
      operation.run();
      assertThat(redis.command("ECHO done")).endsWith("done");
      List<String> sent = new ArrayList<>();
      for (String line = lines.readLine(); !line.contains("\"ECHO\""); line = lines.readLine()) {
        Matcher command = SENT.matcher(line);
        if (command.matches()) {
          sent.add(command.group(1).toUpperCase(Locale.ROOT));
        }
      }
      sent.removeIf(Set.of("PING", "TIME")::contains); // once a second, and nobody waits for them
      return sent;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aGetIsOne() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    assertThat(sent(() -> assertThat(cache.get("known")).isEqualTo("value")))
        .containsExactly("MGET");
    assertThat(sent(() -> assertThat(cache.get("unknown")).isNull())).containsExactly("MGET");
  }

  private void aPutIsOne(Factory<? extends ExpiryPolicy> expiry) {
    UnoCache<String, String> cache = cache(configuration(expiry));
    assertThat(sent(() -> cache.put("new", "value"))).as("%s", expiry).containsExactly("EVALSHA");
    assertThat(sent(() -> cache.put("new", "other"))).as("%s", expiry).containsExactly("EVALSHA");
    manager.destroyCache("users");
  }

  @Test
  void aPutIsOneByEachPolicyOfTheStandard() {
    aPutIsOne(EternalExpiryPolicy.factoryOf());
    aPutIsOne(CreatedExpiryPolicy.factoryOf(HOUR));
    aPutIsOne(ModifiedExpiryPolicy.factoryOf(HOUR));
    aPutIsOne(TouchedExpiryPolicy.factoryOf(HOUR));
  }

  @Test
  void aScriptIsSentAgainWhereTheServerForgotIt() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    assertThat(redis.command("SCRIPT FLUSH")).isEqualTo("+OK");
    assertThat(sent(() -> cache.put("new", "value"))).containsExactly("EVALSHA", "EVAL");
    assertThat(sent(() -> cache.put("new", "other"))).containsExactly("EVALSHA");
    assertThat(cache.get("new")).isEqualTo("other");
  }

  @Test
  void aChangeThatDependsOnTheEntryIsTwo() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    assertThat(sent(() -> cache.replace("known", "other"))).containsExactly("MGET", "EVALSHA");
    assertThat(sent(() -> cache.invoke("known", (entry, arguments) -> entry.getValue())))
        .containsExactly("MGET");
    assertThat(sent(() -> cache.getAndRemove("known"))).containsExactly("MGET", "EVALSHA");
  }

  @Test
  void aRemovalIsOne() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    assertThat(cache.remove("unknown")).as("so that the server knows the script").isFalse();
    assertThat(sent(() -> assertThat(cache.remove("known")).isTrue())).containsExactly("EVALSHA");
    assertThat(sent(() -> assertThat(cache.remove("known")).isFalse())).containsExactly("EVALSHA");
  }

  @Test
  void aBatchIsOne() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    assertThat(cache.remove("unknown")).isFalse();
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      entries.put("key" + i, "value");
    }
    assertThat(sent(() -> cache.putAll(entries))).containsExactly("EVALSHA");
    assertThat(sent(() -> assertThat(cache.getAll(entries.keySet())).isEqualTo(entries)))
        .containsExactly("MGET");
    assertThat(sent(() -> cache.removeAll(entries.keySet()))).containsExactly("EVALSHA");
    assertThat(cache.getAll(entries.keySet())).isEmpty();
  }

  @Test
  void whileDisabledAReadIsNoneAndAChangeIsOne() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    assertThat(cache.remove("unknown")).as("so that the server knows the script").isFalse();
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      entries.put("key" + i, "value");
    }
    assertThat(sent(manager.configuration()::disable)).isEmpty();
    assertThat(sent(() -> assertThat(cache.get("known")).isNull())).isEmpty();
    assertThat(sent(() -> assertThat(cache.getAll(entries.keySet())).isEmpty())).isEmpty();
    assertThat(sent(() -> cache.put("known", "value"))).containsExactly("EVALSHA");
    assertThat(sent(() -> assertThat(cache.replace("known", "value")).isFalse())).isEmpty();
    assertThat(sent(() -> assertThat(cache.putIfAbsent("known", "value")).isTrue()))
        .containsExactly("EVALSHA");
    assertThat(sent(() -> cache.putAll(entries))).containsExactly("EVALSHA");
    assertThat(sent(() -> cache.putAll(entries, java.time.Duration.ofMinutes(1))))
        .containsExactly("EVALSHA");
    assertThat(sent(() -> cache.removeAll(entries.keySet()))).containsExactly("EVALSHA");
    assertThat(sent(manager.configuration()::enable)).isEmpty();
  }

  @Test
  void anIterationAsksForAHundredAtATime() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 250; i++) {
      entries.put("key" + i, "value" + i);
    }
    entries.put("known", "value");
    cache.putAll(entries);
    Map<String, String> found = new HashMap<>();
    assertThat(sent(() -> cache.forEach(entry -> found.put(entry.getKey(), entry.getValue()))))
        .hasSizeLessThan(15);
    assertThat(found).isEqualTo(entries);
    assertThat(sent(() -> assertThat(cache.keys()).hasSize(251))).hasSizeLessThan(15);
  }

  /** Or it might not come within the time-out. */
  @Test
  void ofLongValuesFewAreOne() {
    UnoCache<String, String> cache = cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)));
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      entries.put("key" + i, "v".repeat(1 << 19));
    }
    entries.put("known", "value");
    assertThat(sent(() -> cache.putAll(entries))).hasSizeBetween(10, 21);
    assertThat(sent(() -> assertThat(cache.getAll(entries.keySet())).isEqualTo(entries)))
        .hasSizeBetween(10, 21);
    assertThat(sent(() -> assertThat(cache).hasSize(21))).hasSizeGreaterThan(10);
  }

  @Test
  void aHitNearIsNone() {
    UnoCache<String, String> cache =
        cache(configuration(CreatedExpiryPolicy.factoryOf(HOUR)).setNear(CacheLevel.of("memory")));
    cache.put("near", "value");
    await().until(() -> sent(() -> cache.get("near")).stream().noneMatch("MGET"::equals));
  }
}
