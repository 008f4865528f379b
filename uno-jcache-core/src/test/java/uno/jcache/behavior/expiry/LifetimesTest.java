/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;

/** Entries with lifetimes of their own, by the operations that look at the entry before. */
class LifetimesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final Caches caches = new Caches();
  private final MovedClock clock = new MovedClock();

  private UnoCache<String, String> cache() {
    return caches.create(Caches.<String, String>byReference().setTicker(clock));
  }

  @Test
  void whatIsPutIfAbsentMayHaveOne() {
    UnoCache<String, String> locks = cache();
    assertThat(locks.putIfAbsent("lock", "me", MINUTE)).isTrue();
    assertThat(locks.putIfAbsent("lock", "you", Duration.ofDays(1))).isFalse();
    clock.advance(59_999);
    assertThat(locks.get("lock")).isEqualTo("me");
    clock.advance(1);
    assertThat(locks.putIfAbsent("lock", "you", MINUTE)).isTrue();
  }

  @Test
  void whatReplacesMayHaveOne() {
    UnoCache<String, String> cache = cache();
    assertThat(cache.replaceFor("k", "v", MINUTE)).isFalse();
    assertThat(cache.containsKey("k")).isFalse();
    cache.put("k", "1");
    assertThat(cache.replaceFor("k", "2", MINUTE)).isTrue();
    assertThat(cache.getAndPut("k", "3", MINUTE.multipliedBy(2))).isEqualTo("2");
    assertThat(cache.getAndPut("new", "4", MINUTE)).isNull();
    clock.advance(60_000);
    assertThat(cache.get("k")).isEqualTo("3");
    assertThat(cache.get("new")).isNull();
    clock.advance(60_000);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void aTouchLetsAnEntryLiveLongerOrShorter() {
    UnoCache<String, String> sessions = cache();
    sessions.put("s1", "v", MINUTE);
    sessions.put("s2", "v", MINUTE);
    sessions.put("for ever", "v");
    clock.advance(30_000);
    assertThat(sessions.touch("s1", MINUTE)).isTrue();
    assertThat(sessions.touch("s2", Duration.ofSeconds(10))).isTrue();
    assertThat(sessions.touch("for ever", MINUTE)).isTrue();
    assertThat(sessions.touch("none", MINUTE)).isFalse();
    clock.advance(10_000);
    assertThat(sessions.containsKey("s2")).isFalse();
    clock.advance(49_999);
    assertThat(sessions.get("s1")).isEqualTo("v");
    assertThat(sessions.get("for ever")).isEqualTo("v");
    clock.advance(1);
    assertThat(sessions.get("s1")).isNull();
    assertThat(sessions.get("for ever")).isNull();
    assertThat(sessions.touch("s1", MINUTE)).as("an entry that has expired").isFalse();
  }

  @Test
  void aTouchIsSeenAlsoWhereThePolicySaysAnotherTime() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setTicker(clock)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE)));
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
    cache.touch("k", Duration.ofHours(1));
    assertThat(cache.metadata("k").orElseThrow().expiresAt()).isNotEmpty();
    clock.advance(3_599_999);
    assertThat(cache.get("k")).isEqualTo("v");
    clock.advance(1);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void aTouchIsNoUpdate() {
    UnoCache<String, String> cache = cache();
    AtomicInteger updates = new AtomicInteger();
    CacheEntryUpdatedListener<String, String> listener =
        events -> events.forEach(event -> updates.incrementAndGet());
    cache.put("k", "v");
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(
            new SingletonFactory<>(listener), null, false, true));
    cache.touch("k", MINUTE);
    assertThat(updates).hasValue(0);
  }

  @Test
  void aLifetimeThatIsNoneChangesNothing() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "v");
    Duration none = Duration.ZERO;
    assertThatThrownBy(() -> cache.touch("k", none)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.replaceFor("k", "w", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.getAndPut("k", "w", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.putIfAbsent("new", "w", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(cache.containsKey("new")).isFalse();
  }
}
