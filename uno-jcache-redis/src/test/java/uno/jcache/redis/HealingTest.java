/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.servers.FaultyProxy;

/** What one process could not change while it was cut off is soon gone for the others. */
@Timeout(120)
class HealingTest {
  private static final Pattern CALLS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

  private final RedisProcess redis = RedisProcess.start();
  private final FaultyProxy network = new FaultyProxy(redis.port());
  private final UnoCacheManager writing = manager("redis://" + network.address());
  private final UnoCacheManager reading = manager(redis.url());
  private final UnoCache<String, String> writer = cache(writing, true);
  private final UnoCache<String, String> reader = cache(reading, true);
  private final UnoCache<String, String> farReader = cache(manager(redis.url()), false);

  private static UnoCacheManager manager(String url) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.url", url);
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("healing-" + UUID.randomUUID()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoCache<String, String> cache(UnoCacheManager manager, boolean near) {
    UnoConfiguration<String, String> configuration =
        new UnoConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setProvider("shared");
    if (near) {
      configuration.setNear(CacheLevel.of("memory").withMaximumSize(100_000));
    }
    return manager.createCache("users", configuration);
  }

  @AfterEach
  void close() {
    writing.close();
    reading.close();
    RedisCaches.manager(farReader).close();
    network.close();
    redis.close();
  }

  private static Map<String, String> entries(int count, String value) {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("key" + i, value);
    }
    return entries;
  }

  private long scripts() {
    Matcher calls = CALLS.matcher(redis.command("INFO commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Test
  void whatWasChangedWhileCutOffIsRemovedInBatches() {
    Map<String, String> old = entries(4_000, "old");
    reader.putAll(old);
    assertThat(reader.getAll(old.keySet())).hasSize(4_000);
    assertThat(writer.get("key0")).isEqualTo("old");
    network.refuse();
    writer.putAll(entries(4_000, "new"));
    assertThat(writer.get("key1")).isNull();
    long before = scripts();
    network.release();
    await().untilAsserted(() -> assertThat(reader.getAll(old.keySet())).isEmpty());
    assertThat(farReader.getAll(old.keySet())).isEmpty();
    assertThat(scripts() - before).as("40 batches, and what keeps the time").isLessThan(400);
    writer.put("key1", "newer");
    await().untilAsserted(() -> assertThat(reader.get("key1")).isEqualTo("newer"));
  }

  @Test
  void anInvalidationWhileCutOffSparesTheRestOfTheRegion() {
    reader.putAll(Map.of("user:1", "old", "user:2", "old", "order:1", "kept"));
    assertThat(writer.get("user:1")).isEqualTo("old");
    network.refuse();
    assertThat(writer.invalidateMatching("user:*")).isZero();
    assertThat(writer.get("user:1")).isNull();
    network.release();
    await()
        .untilAsserted(
            () -> assertThat(reader.getAll(Set.of("user:1", "user:2", "order:1"))).hasSize(1));
    assertThat(farReader.get("order:1")).isEqualTo("kept");
  }

  @Test
  void readsThatFailRemoveNothing() {
    Map<String, String> old = entries(500, "old");
    reader.putAll(old);
    assertThat(writer.get("key0")).isEqualTo("old");
    network.refuse();
    assertThat(writer.getAll(old.keySet())).hasSizeLessThan(2); // what was near
    String found = writer.invoke("key1", (entry, arguments) -> entry.getValue());
    assertThat(found).isNull();
    try (var keys = writer.keys()) {
      assertThat(keys.toList()).isEmpty();
    }
    writing
        .rules()
        .create(
            "old",
            uno.jcache.rule.InvalidationStrategy.timeBased(
                "other*", java.time.Duration.ofHours(1)));
    network.release();
    await().untilAsserted(() -> assertThat(writer.get("key1")).isEqualTo("old"));
    assertThat(farReader.getAll(old.keySet())).hasSize(500);
  }

  @Test
  void aWriterWhoseServerRefusesWritesDoesNotReadItsOwnValue() {
    reader.put("key", "old");
    assertThat(writer.get("key")).isEqualTo("old");
    assertThat(redis.command("CONFIG SET min-replicas-to-write 1")).isEqualTo("+OK");
    writer.put("key", "new");
    writer.putAll(Map.of("key", "newer", "other", "new"));
    assertThat(writer.get("key")).isNull();
    assertThat(writer.get("other")).isNull();
    assertThat(writing.providers().health("shared").healthy()).isFalse();
    assertThat(farReader.get("key")).isEqualTo("old");
    assertThat(redis.command("CONFIG SET min-replicas-to-write 0")).isEqualTo("+OK");
    await().untilAsserted(() -> assertThat(farReader.get("key")).isNull());
    await().untilAsserted(() -> assertThat(reader.get("key")).isNull());
    writer.put("key", "newest");
    assertThat(writer.get("key")).isEqualTo("newest");
    assertThat(farReader.get("key")).isEqualTo("newest");
  }
}
