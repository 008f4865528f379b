/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Source;
import uno.jcache.spi.Together;

/** What {@link UnoCache} adds to the standard: lifetimes, cache-aside, patterns, keys. */
class ItemsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();

  private UnoCache<String, String> cache() {
    return caches.create(Caches.<String, String>byReference().setTicker(clock));
  }

  // ---- lifetimes

  @Test
  void anEntryMayHaveALifetimeOfItsOwn() {
    UnoCache<String, String> users = cache();
    users.put("user:123", "Ada", Duration.ofMinutes(5));
    users.put("user:124", "Grace");

    clock.advance(299_999);
    assertThat(users.get("user:123")).isEqualTo("Ada");
    clock.advance(1);
    assertThat(users.get("user:123")).isNull();
    assertThat(users.get("user:124")).isEqualTo("Grace");
  }

  @Test
  void aLifetimeWinsOverThePolicyOfTheCache() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setTicker(clock)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE)));
    cache.put("short", "v", Duration.ofSeconds(1));
    cache.put("long", "v", Duration.ofHours(1));
    cache.put("policy", "v");

    clock.advance(1_000);
    assertThat(cache.containsKey("short")).isFalse();
    clock.advance(60_000);
    assertThat(cache.containsKey("policy")).isFalse();
    assertThat(cache.containsKey("long")).isTrue();
  }

  @Test
  void aNewLifetimeTakesThePlaceOfTheOld() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "1", MINUTE);
    cache.put("k", "2", Duration.ofMinutes(3));
    clock.advance(120_000);
    assertThat(cache.get("k")).isEqualTo("2");
    cache.put("k", "3", Duration.ofMillis(1));
    clock.advance(1);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void severalEntriesMayHaveOneLifetime() {
    UnoCache<String, String> cache = cache();
    cache.putAll(Map.of("a", "1", "b", "2"), MINUTE);
    assertThat(cache.keys()).containsExactlyInAnyOrder("a", "b");
    clock.advance(60_000);
    assertThat(cache.keys()).isEmpty();
  }

  @Test
  void aLifetimeLongerThanTimeGoesOnIsForEver() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "v", Duration.ofSeconds(Long.MAX_VALUE));
    clock.advance(Long.MAX_VALUE / 2);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999S"})
  void aLifetimeThatIsNoneIsRefused(String text) {
    UnoCache<String, String> cache = cache();
    Duration none = Duration.parse(text);
    cache.put("k", "v");
    assertThatThrownBy(() -> cache.put("k", "w", none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining(text);
    assertThatThrownBy(() -> cache.putAll(Map.of("k", "w"), none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cache.get("l", key -> "w", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(cache.containsKey("l")).isFalse();
  }

  @Test
  @Tag("swept")
  void inAnEternalCacheDeadEntriesLeaveMemoryUnread() {
    UnoCache<String, String> cache = cache();
    ConcurrentLinkedQueue<String> expired = new ConcurrentLinkedQueue<>();
    CacheEntryExpiredListener<String, String> listener =
        events -> events.forEach(event -> expired.add(event.getKey()));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(
            new FactoryBuilder.SingletonFactory<>(listener), null, false, true));
    cache.put("k", "v", MINUTE);
    cache.put("eternal", "v");
    clock.advance(60_000);
    await().atMost(30, TimeUnit.SECONDS).until(() -> cache.size() == 1);
    assertThat(expired).containsExactly("k");
  }

  // ---- cache-aside, several keys

  @Test
  void missingValuesAreLoadedTogether() {
    UnoCache<String, String> users = cache();
    users.put("a", "cached");
    List<Set<String>> asked = new ArrayList<>();
    Map<String, String> found =
        users.getAll(
            Set.of("a", "b", "c", "none"),
            keys -> {
              asked.add(Set.copyOf(keys));
              return Map.of("b", "loaded", "c", "loaded", "other", "ignored");
            });
    assertThat(found).isEqualTo(Map.of("a", "cached", "b", "loaded", "c", "loaded"));
    assertThat(asked).containsExactly(Set.of("b", "c", "none"));
    assertThat(users.keys()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void valuesThatAreLoadedTogetherMayHaveALifetime() {
    UnoCache<String, String> users = cache();
    users.put("a", "cached");
    users.getAll(Set.of("a", "b"), keys -> Map.of("b", "loaded"), MINUTE);
    clock.advance(60_000);
    assertThat(users.keys()).containsExactly("a");
  }

  @Test
  void nothingIsLoadedWhereNothingIsMissing() {
    UnoCache<String, String> users = cache();
    users.put("a", "cached");
    assertThat(
            users.getAll(
                Set.of("a"),
                keys -> {
                  throw new AssertionError("asked for " + keys);
                }))
        .isEqualTo(Map.of("a", "cached"));
  }

  @Test
  void aLoaderOfSeveralKeysThatFailsIsNamed() {
    UnoCache<String, String> users = cache();
    assertThatThrownBy(
            () ->
                users.getAll(
                    Set.of("a"),
                    keys -> {
                      throw new IllegalStateException("on purpose");
                    }))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("on purpose");
    assertThat(users.get("a", key -> "later")).isEqualTo("later");
  }

  @Test
  void loadsOfOneKeyAndOfSeveralWaitForEachOther() throws Exception {
    UnoCache<String, String> users = cache();
    AtomicInteger loads = new AtomicInteger();
    Together.run(
        16,
        () -> {
          assertThat(
                  users.getAll(
                      Set.of("a", "b"),
                      keys -> {
                        loads.addAndGet(keys.size());
                        return Map.of("a", "1", "b", "2");
                      }))
              .isEqualTo(Map.of("a", "1", "b", "2"));
          assertThat(
                  users.get(
                      "a",
                      key -> {
                        loads.incrementAndGet();
                        return "1";
                      }))
              .isEqualTo("1");
        });
    assertThat(loads).hasValue(2);
  }

  // ---- metadata

  @Test
  @Tag("in-heap") // bytes do not know when they were read
  void metadataTellWhenAnEntryWasStoredAndRead() {
    UnoCache<String, String> users =
        caches.create(
            Caches.<String, String>byReference()
                .setTicker(clock)
                .setMetadataRecorded(true)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE)));
    Instant start = clock.instant();
    users.put("k", "1");
    clock.advance(1_000);
    users.put("k", "2");
    clock.advance(1_000);

    EntryMetadata found = users.metadata("k").orElseThrow();
    assertThat(found.createdAt()).contains(start);
    assertThat(found.lastAccessedAt()).contains(start);
    assertThat(found.expiresAt()).contains(start.plusSeconds(60));
    assertThat(found.version()).hasValue(2);
    assertThat(users.get("k")).isEqualTo("2");
    assertThat(users.containsKey("k")).isTrue();
    assertThat(users.metadata("k").orElseThrow().lastAccessedAt()).contains(start.plusSeconds(2));
    assertThat(users.metadata("none")).isEmpty();
    clock.advance(58_000);
    assertThat(users.metadata("k")).as("expired").isEmpty();
    users.put("k", "3");
    assertThat(users.metadata("k").orElseThrow().version()).hasValue(1);
  }

  @Test
  void withoutARecordTheExpiryIsKnown() {
    UnoCache<String, String> users = cache();
    users.put("eternal", "v");
    users.put("k", "v", MINUTE);
    EntryMetadata found = users.metadata("k").orElseThrow();
    assertThat(found.expiresAt()).contains(clock.instant().plusSeconds(60));
    assertThat(found.levels()).isNotEmpty();
    assertThat(found.createdAt()).isEmpty();
    assertThat(found.lastAccessedAt()).isEmpty();
    assertThat(found.version()).isEmpty();
    assertThat(users.metadata("eternal").orElseThrow().expiresAt()).isEmpty();
  }

  @Test
  @Tag("in-heap") // weights
  void metadataGoTogetherWithWeightsAndCopies() {
    UnoCache<String, List<String>> cache =
        caches.create(
            new UnoConfiguration<String, List<String>>()
                .setMetadataRecorded(true)
                .setMaximumWeight(100, (key, value) -> value.size()));
    List<String> list = new ArrayList<>(List.of("a"));
    cache.put("k", list);
    list.add("b");
    assertThat(cache.get("k")).containsExactly("a");
    assertThat(cache.replace("k", new ArrayList<>(List.of("a")), list)).isTrue();
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue(List.of("c"));
          return null;
        });
    assertThat(cache.metadata("k").orElseThrow().version()).hasValue(3);
    assertThat(cache.iterator().next().getValue()).containsExactly("c");
  }

  // ---- cache-aside

  @Test
  void aMissingValueIsLoadedAndKept() {
    UnoCache<String, String> users = cache();
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      assertThat(users.get("user:1", key -> key + " loaded " + loads.incrementAndGet(), MINUTE))
          .isEqualTo("user:1 loaded 1");
    }
    clock.advance(60_000);
    assertThat(users.get("user:1", key -> "again")).isEqualTo("again");
    clock.advance(3_600_000);
    assertThat(users.get("user:1")).as("by the policy: eternal").isEqualTo("again");
  }

  @Test
  void manyWhoAskAtOnceLoadOnce() throws Exception {
    UnoCache<String, String> cache = cache();
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch asked = new CountDownLatch(64);
    Together.run(
        64,
        () -> {
          asked.countDown();
          String value =
              cache.get(
                  "k",
                  key -> {
                    loads.incrementAndGet();
                    try {
                      asked.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return "v";
                  });
          assertThat(value).isEqualTo("v");
        });
    assertThat(loads).hasValue(1);
  }

  @Test
  void whatALoaderDoesNotHaveIsNull() {
    UnoCache<String, String> cache = cache();
    assertThat(cache.get("k", key -> null)).isNull();
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  void aFailingLoaderIsNamedAndTheNextMayTry() {
    UnoCache<String, String> cache = cache();
    assertThatThrownBy(
            () ->
                cache.get(
                    "k",
                    key -> {
                      throw new IllegalStateException("no database");
                    }))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("no database");
    assertThat(cache.get("k", key -> "v")).isEqualTo("v");
  }

  @Test
  void aValueLoadedFromBeforeAChangeDoesNotOutliveIt() {
    UnoCache<String, String> cache = cache();
    assertThat(
            cache.get(
                "removed",
                key -> {
                  inAnotherThread(() -> cache.remove(key));
                  return "old";
                }))
        .isEqualTo("old");
    assertThat(cache.containsKey("removed")).isFalse();

    cache.get(
        "put",
        key -> {
          inAnotherThread(() -> cache.put(key, "new"));
          return "old";
        });
    assertThat(cache.get("put")).isEqualTo("new");

    cache.get(
        "invalidated",
        key -> {
          inAnotherThread(() -> cache.invalidateMatching("inv*"));
          return "old";
        });
    assertThat(cache.containsKey("invalidated")).isFalse();

    cache.get(
        "cleared",
        key -> {
          inAnotherThread(cache::clear);
          return "old";
        });
    assertThat(cache.containsKey("cleared")).isFalse();
  }

  private static void inAnotherThread(Runnable action) {
    try {
      Together.run(action::run);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void asideReadsCountAsHitsAndMisses() {
    UnoCache<String, String> cache =
        caches.create(Caches.<String, String>byReference().setStatisticsEnabled(true));
    cache.get("k", key -> "v");
    cache.get("k", key -> "v");
    assertThat(Caches.statistics(cache).getCacheMisses()).isEqualTo(1);
    assertThat(Caches.statistics(cache).getCacheHits()).isEqualTo(1);
    assertThat(Caches.statistics(cache).getCachePuts()).isZero();
  }

  // ---- patterns and keys

  @Test
  void keysThatMatchAPatternAreInvalidated() {
    UnoCache<String, String> cache = cache();
    List<String> keys = List.of("user:1", "user:1:name", "user:2", "users", "post:1");
    keys.forEach(key -> cache.put(key, "v"));
    ConcurrentLinkedQueue<String> removed = new ConcurrentLinkedQueue<>();
    CacheEntryRemovedListener<String, String> listener =
        events -> events.forEach(event -> removed.add(event.getKey()));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(
            new FactoryBuilder.SingletonFactory<>(listener), null, false, true));

    assertThat(cache.keysMatching("user:1*")).containsExactlyInAnyOrder("user:1", "user:1:name");
    assertThatThrownBy(() -> cache.keysMatching("[")).isInstanceOf(IllegalArgumentException.class);
    assertThat(cache.invalidateMatching("user:1*")).isEqualTo(2);
    assertThat(cache.keys()).containsExactlyInAnyOrder("user:2", "users", "post:1");
    assertThat(removed).containsExactlyInAnyOrder("user:1", "user:1:name");
    assertThat(cache.invalidateMatching("none*")).isZero();
    assertThat(cache.invalidateMatching("*")).isEqualTo(3);
    assertThat(cache.size()).isZero();
  }

  @Test
  void keysOfOtherTypesMatchAsStrings() {
    UnoCache<Integer, String> cache = caches.create(Caches.byReference());
    for (int i = 0; i < 200; i++) {
      cache.put(i, "v");
    }
    assertThat(cache.keysMatching("1[0-4]?")).hasSize(50);
    assertThat(cache.invalidateMatching("1[0-4]?")).isEqualTo(50);
  }

  @Test
  void invalidatingLeavesTheSystemOfRecordAlone() {
    var source = new Source<String, String>();
    UnoCache<String, String> cache = caches.create(source.writeThrough(Caches.byReference()));
    cache.put("k", "v");
    assertThat(cache.invalidateMatching("*")).isEqualTo(1);
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(source.calls).containsExactly("write k=v");
    assertThat(source.rows).containsKey("k");
  }

  @Test
  void aBadPatternIsRefused() {
    UnoCache<String, String> cache = cache();
    cache.put("[", "v");
    assertThatThrownBy(() -> cache.invalidateMatching("["))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'['");
    assertThat(cache.get("[")).isEqualTo("v");
  }

  @Test
  void aClosedCacheRefusesAll() {
    UnoCache<String, String> cache = cache();
    cache.close();
    for (Runnable action :
        new Runnable[] {
          () -> cache.put("k", "v", MINUTE),
          () -> cache.putAll(Map.of(), MINUTE),
          () -> cache.get("k", key -> "v"),
          () -> cache.get("k", key -> "v", MINUTE),
          () -> cache.getAll(Set.of("k"), keys -> Map.of()),
          () -> cache.getAll(Set.of("k"), keys -> Map.of(), MINUTE),
          () -> cache.metadata("k"),
          () -> cache.invalidateMatching("*"),
          cache::keys,
          cache::size
        }) {
      assertThatThrownBy(action::run).isInstanceOf(IllegalStateException.class);
    }
  }
}
