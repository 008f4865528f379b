/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.rule.InvalidationStrategy.timeBased;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Rules by time are judged when an entry is read, from when it was stored, by whomever. */
@Timeout(120)
class TimeRulesTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private final RedisProcess redis = caches.redis();
  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());

  private UnoCache<String, String> users(CacheLevel... near) {
    UnoCacheManager manager = caches.manager(redis.url(), Map.of("timeout", "20s"));
    return manager.createCache(
        "users",
        new UnoConfiguration<String, String>()
            .setProvider("shared")
            .setNear(near)
            .setTicker(() -> Instant.ofEpochMilli(now.get())));
  }

  private static void limit(UnoCache<String, String> users, Duration life) {
    RedisCaches.manager(users).rules().create("limit", timeBased("user:*", life));
  }

  @Test
  void aRuleHoldsForWhatAnotherProcessStoredBefore() {
    UnoCache<String, String> writer = users();
    UnoCache<String, String> reader = users();
    writer.put("user:1", "v");
    writer.put("other", "v");
    now.addAndGet(40_000);
    limit(reader, Duration.ofMinutes(1));
    assertThat(reader.get("user:1")).isEqualTo("v");
    now.addAndGet(19_999);
    assertThat(reader.get("user:1")).isEqualTo("v");
    now.addAndGet(1);
    assertThat(reader.containsKey("user:1")).isFalse();
    assertThat(reader.keys()).containsExactly("other");
    assertThat(reader.get("user:1")).isNull();
  }

  @Test
  void aNearEntryIsLimitedFromWhenItWasStored() {
    UnoCache<String, String> users = users(CacheLevel.of("memory"));
    users.put("user:1", "v");
    assertThat(users.get("user:1")).isEqualTo("v");
    now.addAndGet(40_000);
    limit(users, Duration.ofMinutes(1));
    assertThat(users.get("user:1")).as("fills the near level").isEqualTo("v");
    now.addAndGet(20_000);
    assertThat(users.get("user:1")).isNull();
  }

  @Test
  void aRuleThatEndsNoLongerHoldsForWhatWasStoredBeforeIt() {
    UnoCache<String, String> users = users();
    users.put("user:1", "v");
    limit(users, Duration.ofMinutes(1));
    RedisCaches.manager(users).rules().delete("limit");
    now.addAndGet(60_000);
    assertThat(users.get("user:1")).isEqualTo("v");
  }
}
