/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;

/** How long the server itself keeps an entry: as long as it lives, and a little longer. */
class TimeToLiveTest {
  private static final javax.cache.expiry.Duration MINUTE =
      new javax.cache.expiry.Duration(TimeUnit.MINUTES, 1);
  private static final long NONE = -1;

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private RedisProcess redis;
  private UnoCacheManager manager;

  @BeforeEach
  void open() {
    redis = caches.redis();
    manager = caches.manager(redis.url(), Map.of("timeout", RedisServers.PATIENT));
  }

  private UnoCache<String, String> cache(Factory<? extends ExpiryPolicy> expiry) {
    return manager.createCache(
        "users",
        new UnoConfiguration<String, String>()
            .setProvider("shared")
            .setExpiryPolicyFactory(expiry));
  }

  /** Returns the name of the only entry. */
  private String redisKey() {
    return redis.command("KEYS *:e:*").lines().skip(2).findFirst().orElseThrow();
  }

  /** Returns the time to live of the only entry, in seconds. */
  private long timeToLive() {
    return Long.parseLong(redis.command("TTL " + redisKey()).substring(1));
  }

  /** Sets the time to live of the only entry, so that one can see whether it is kept. */
  private void expire(long seconds) {
    assertThat(redis.command("EXPIRE " + redisKey() + " " + seconds)).isEqualTo(":1");
  }

  @Test
  void whatNeverExpiresIsKept() {
    UnoCache<String, String> cache = cache(EternalExpiryPolicy.factoryOf());
    cache.put("k", "v");
    assertThat(timeToLive()).isEqualTo(NONE);
    cache.put("k", "v2");
    assertThat(timeToLive()).isEqualTo(NONE);

    cache.put("k", "v3", Duration.ofMinutes(1));
    assertThat(timeToLive()).isBetween(50L, 66L);
    cache.put("k", "v4");
    assertThat(timeToLive()).as("an update changes no deadline").isBetween(50L, 66L);
  }

  /** A policy of an application's own: what was read once is not read again. */
  private static final class ReadOnce implements ExpiryPolicy {
    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return javax.cache.expiry.Duration.ETERNAL;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForAccess() {
      return javax.cache.expiry.Duration.ZERO;
    }

    @Override
    public javax.cache.expiry.@Nullable Duration getExpiryForUpdate() {
      return null;
    }
  }

  @Test
  void whatAnAccessEndsGoesSoon() {
    UnoCache<String, String> cache = cache(ReadOnce::new);
    cache.put("k", "v");
    assertThat(timeToLive()).isEqualTo(NONE);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(timeToLive()).isBetween(0L, 5L);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void anUpdateRenewsIt() {
    UnoCache<String, String> cache = cache(ModifiedExpiryPolicy.factoryOf(MINUTE));
    cache.put("k", "v");
    assertThat(timeToLive()).isBetween(50L, 66L);
    expire(30);
    cache.put("k", "v2");
    assertThat(timeToLive()).isBetween(50L, 66L);
  }

  @Test
  void anUpdateKeepsItWithTheDeadline() {
    UnoCache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(MINUTE));
    cache.put("k", "v");
    assertThat(timeToLive()).isBetween(50L, 66L);
    expire(30);
    cache.put("k", "v2");
    assertThat(timeToLive()).isBetween(1L, 30L);
    assertThat(cache.get("k")).isEqualTo("v2");

    cache.clear();
    cache.put("k", "v3");
    assertThat(timeToLive()).as("of a new entry").isBetween(50L, 66L);
  }

  @Test
  void anUpdateKeepsTheDeadlineWithoutTheLimitThatARuleHadSet() {
    UnoCache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(MINUTE));
    InvalidationRule rule =
        manager.rules().create("short", InvalidationStrategy.timeBased("k", Duration.ofSeconds(9)));
    cache.put("k", "v");
    assertThat(timeToLive()).isBetween(1L, 15L);
    manager.rules().delete(rule.name());
    cache.put("k", "v2");
    assertThat(timeToLive()).isBetween(50L, 66L);
    assertThat(cache.get("k")).isEqualTo("v2");
  }
}
