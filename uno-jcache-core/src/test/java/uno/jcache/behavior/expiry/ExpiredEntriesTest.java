/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.expiry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Threads;

/** What becomes of entries whose time has passed. */
class ExpiredEntriesTest {
  @RegisterExtension final Caches caches = new Caches();
  private final MovedClock clock = new MovedClock();

  private static <K, V> UnoConfiguration<K, V> expiring(long millis) {
    return Caches.<K, V>byReference()
        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, millis)));
  }

  @Test
  @Tag("in-heap") // identities
  void anEntryThatNobodyReadsLeavesMemory() {
    UnoCache<String, Object> cache =
        caches.create(ExpiredEntriesTest.<String, Object>expiring(100).setTicker(clock));
    var value = new Object();
    var reference = new WeakReference<>(value);
    cache.put("k", value);
    value = null;
    clock.advance(100);
    await()
        .atMost(15, SECONDS)
        .until(
            () -> {
              System.gc();
              return reference.get() == null;
            });
  }

  @Test
  @Tag("swept")
  void theEndOfAnEntryThatNobodyReadsIsPublishedOnce() {
    var events = new Events<Integer, String>();
    UnoCache<Integer, String> cache =
        caches.create(
            ExpiredEntriesTest.<Integer, String>expiring(100)
                .setTicker(clock)
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    for (int i = 0; i < 50; i++) {
      cache.put(i, "v");
    }
    events.drain();
    clock.advance(100);
    await().atMost(15, SECONDS).until(() -> events.seen().size() >= 50);
    assertThat(cache.getAll(Set.of(1, 2, 3))).isEmpty();
    assertThat(events.seen()).hasSize(50).doesNotHaveDuplicates();
    assertThat(events.seen()).allMatch(event -> event.startsWith("EXPIRED"));
  }

  @Test
  void theEndOfAnEntryThatManyReadIsPublishedOnce() throws Exception {
    var events = new Events<Integer, String>();
    UnoCache<Integer, String> cache =
        caches.create(
            ExpiredEntriesTest.<Integer, String>expiring(100)
                .setTicker(clock)
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    for (int i = 0; i < 500; i++) {
      cache.put(i, "v");
    }
    events.drain();
    clock.advance(100);
    Threads.together(
        8,
        thread -> {
          for (int i = 0; i < 500; i++) {
            assertThat(cache.get(i)).isNull();
          }
        });
    assertThat(events.seen()).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void byTheSystemsClockAnEntryEndsSoonAfterItsTimeAndNotBefore() {
    UnoCache<String, String> cache = caches.create(expiring(300));
    long start = System.nanoTime();
    cache.put("k", "v");
    boolean seen = cache.containsKey("k");
    if (System.nanoTime() - start < 250_000_000L) {
      assertThat(seen).isTrue();
    }
    await().atMost(10, SECONDS).pollInterval(5, MILLISECONDS).until(() -> cache.get("k") == null);
    assertThat(System.nanoTime() - start).isGreaterThan(290_000_000L);
  }

  @Test
  void byTheSystemsClockAReadKeepsAnEntryAlive() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(new Duration(SECONDS, 1))));
    cache.put("k", "v");
    await()
        .during(2, SECONDS)
        .pollInterval(20, MILLISECONDS)
        .until(() -> "v".equals(cache.get("k")));
  }

  @Test
  @Tag("bounded")
  void anEvictionIsNoEndThatListenersHearOf() {
    var events = new Events<Integer, String>();
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setMaximumSize(10)
                .setStatisticsEnabled(true)
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    for (int i = 0; i < 1_000; i++) {
      cache.put(i, "v");
    }
    await().atMost(10, SECONDS).until(() -> Caches.statistics(cache).getCacheEvictions() >= 990);
    assertThat(events.seen()).hasSize(1_000).allMatch(event -> event.startsWith("CREATED"));
  }

  @Test
  void anIteratorPassesOverExpiredEntries() {
    UnoCache<Integer, String> cache =
        caches.create(ExpiredEntriesTest.<Integer, String>expiring(100).setTicker(clock));
    cache.put(1, "v");
    clock.advance(60);
    cache.put(2, "v");
    clock.advance(40);
    List<Integer> keys = Collections.synchronizedList(new ArrayList<>());
    cache.forEach(entry -> keys.add(entry.getKey()));
    assertThat(keys).containsExactly(2);
  }

  @Test
  void removingAnExpiredEntryFindsNone() {
    UnoCache<Integer, String> cache =
        caches.create(
            ExpiredEntriesTest.<Integer, String>expiring(100)
                .setTicker(clock)
                .setStatisticsEnabled(true));
    cache.put(1, "v");
    cache.put(2, "v");
    cache.put(3, "v");
    clock.advance(100);
    assertThat(cache.remove(1)).isFalse();
    assertThat(cache.remove(2, "v")).isFalse();
    assertThat(cache.getAndRemove(3)).isNull();
    cache.removeAll();
    assertThat(Caches.statistics(cache).getCacheRemovals()).isZero();
  }
}
