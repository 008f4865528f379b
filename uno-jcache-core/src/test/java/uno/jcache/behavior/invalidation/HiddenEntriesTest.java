/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.invalidation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uno.jcache.rule.InvalidationStrategy.patternBased;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.event.CacheEntryEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.rule.InvalidationRule;

/** Invalidation where the store hides what it covers at once, and its space is reclaimed later. */
@Timeout(60)
@Tag("own-providers")
class HiddenEntriesTest {
  @RegisterExtension final Caches caches = new Caches();
  private final String name = "hidden-" + UUID.randomUUID();

  private UnoConfiguration<String, Integer> bytes() {
    return new UnoConfiguration<String, Integer>().setProvider("heap-bytes").setMaximumSize(10_000);
  }

  private UnoCache<String, Integer> create(UnoConfiguration<String, Integer> configuration) {
    return caches.manager().createCache(name, configuration);
  }

  private UnoCache<String, Integer> again() {
    return requireNonNull(caches.manager().getCache(name));
  }

  private static Set<String> keys(UnoCache<String, Integer> cache) {
    Set<String> keys = new HashSet<>();
    cache.forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  @Test
  void allAreGoneAtOnceThoughLookingForThemTakesLong() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Events<String, Integer> slow =
        new Events<>() {
          @Override
          public void on(CacheEntryEvent<? extends String, ? extends Integer> event) {
            super.on(event);
            if (first.getCount() == 1) {
              first.countDown();
              await().until(() -> goOn.getCount() == 0);
            }
          }
        };
    UnoCache<String, Integer> cache = create(bytes());
    for (int i = 0; i < 100; i++) {
      cache.put("user:" + i, i);
    }
    cache.put("order", 1);
    cache.registerCacheEntryListener(Events.sync(slow));
    CompletableFuture<Long> invalidated =
        CompletableFuture.supplyAsync(() -> cache.invalidateMatching("user:*"));
    first.await();
    assertThat(keys(cache)).containsExactly("order");
    for (int i = 0; i < 100; i++) {
      assertThat(cache.containsKey("user:" + i)).isFalse();
    }
    goOn.countDown();
    assertThat(invalidated.get()).isPositive(); // the others were ended by who came by
    assertThat(cache.size()).isEqualTo(1);
    assertThat(slow.seen()).hasSize(100).contains("REMOVED user:7: 7 -> 7");
  }

  @Test
  void theEndOfEachIsToldOnceWhoeverComesByFirst() {
    Events<String, Integer> events =
        new Events<>() {
          @Override
          public void on(CacheEntryEvent<? extends String, ? extends Integer> event) {
            super.on(event);
            if (seen().size() == 1) { // the others are hidden and still there
              again().put("user:2", 22);
              again().put("user:3", 33);
              again().put("user:1", 11);
            }
          }
        };
    UnoCache<String, Integer> cache = create(bytes().setStatisticsEnabled(true));
    cache.putAll(Map.of("user:1", 1, "user:2", 2, "user:3", 3));
    cache.registerCacheEntryListener(Events.sync(events));
    long invalidated = cache.invalidateMatching("user:*");
    assertThat(keys(cache)).containsExactlyInAnyOrder("user:1", "user:2", "user:3");
    assertThat(cache.get("user:1")).isEqualTo(11);
    List<String> seen = events.seen();
    for (int i = 1; i <= 3; i++) {
      String key = "user:" + i;
      assertThat(seen.stream().filter(event -> event.contains(key)))
          .containsExactly(
              "REMOVED " + key + ": " + i + " -> " + i, "CREATED " + key + ": null -> " + i + i);
    }
    assertThat(invalidated).isEqualTo(1);
    assertThat(Caches.statistics(cache).getCacheRemovals()).isEqualTo(3);
  }

  @Test
  void aProcessorMayInvalidateWhatItIsAbout() {
    UnoCache<String, Integer> cache = create(bytes());
    cache.putAll(Map.of("user:1", 1, "user:2", 2));
    AtomicInteger runs = new AtomicInteger();
    Long others =
        cache.invoke(
            "user:1",
            (entry, arguments) -> {
              runs.incrementAndGet();
              long count = cache.invalidateMatching("user:2*");
              entry.setValue(entry.getValue() + 10);
              return count;
            });
    assertThat(others).isEqualTo(1);
    assertThat(runs).hasValue(1);
    assertThat(cache.get("user:1")).isEqualTo(11);
    assertThat(cache.get("user:2")).isNull();
  }

  @Test
  void aRuleSparesTheEntryThatSetItOff() {
    InvalidationRule rule =
        caches
            .manager()
            .rules()
            .create("family", patternBased("user:{id}*").onChangeOf("user:{id}"));
    assertThat(rule.name()).isEqualTo("family");
    UnoCache<String, Integer> cache = create(bytes());
    cache.putAll(Map.of("user:1", 1, "user:12", 2, "user:13", 3, "user:2", 4));
    cache.put("user:1", 11);
    assertThat(keys(cache)).containsExactlyInAnyOrder("user:1", "user:2");
    assertThat(cache.get("user:1")).isEqualTo(11);
  }

  @Test
  void aLevelInFrontHidesWhatTheFarOneHides() {
    UnoCache<String, Integer> cache = create(bytes().setNear(CacheLevel.of("memory")));
    cache.putAll(Map.of("user:1", 1, "user:2", 2, "order", 3));
    assertThat(cache.getAll(Set.of("user:1", "order"))).hasSize(2);
    assertThat(cache.invalidateMatching("user:*")).isEqualTo(2);
    assertThat(cache.get("user:1")).isNull();
    assertThat(cache.get("order")).isEqualTo(3);
    cache.put("user:1", 4);
    assertThat(cache.get("user:1")).isEqualTo(4);
  }
}
