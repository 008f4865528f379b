/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.integration.CacheWriterException;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Writes go to the source first, and only then into the cache. */
class WriteThroughTest {
  /** A write of key {@code k}, whose value is {@code v}. */
  interface Write extends Consumer<UnoCache<String, String>> {}

  @RegisterExtension final Caches caches = new Caches();
  private final Source<String, String> source = new Source<>();
  private final Events<String, String> events = new Events<>();

  private UnoCache<String, String> cache() {
    UnoCache<String, String> cache =
        caches.create(
            source
                .writeThrough(Caches.<String, String>byReference())
                .setStatisticsEnabled(true)
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    cache.put("k", "v");
    source.calls.clear();
    events.drain();
    Caches.statistics(cache).clear();
    return cache;
  }

  static Stream<Named<Write>> writes() {
    return Stream.of(
        named("put", cache -> cache.put("k", "new")),
        named("getAndPut", cache -> cache.getAndPut("k", "new")),
        named("putAll", cache -> cache.putAll(Map.of("k", "new"))),
        named("replace", cache -> cache.replace("k", "new")),
        named("replace of an expected value", cache -> cache.replace("k", "v", "new")),
        named("getAndReplace", cache -> cache.getAndReplace("k", "new")),
        named("invoke", WriteThroughTest::invokeTwice));
  }

  static Stream<Named<Write>> removals() {
    return Stream.of(
        named("remove", cache -> cache.remove("k")),
        named("remove of an expected value", cache -> cache.remove("k", "v")),
        named("getAndRemove", cache -> cache.getAndRemove("k")),
        named("removeAll of keys", cache -> cache.removeAll(Set.of("k"))),
        named("removeAll", UnoCache::removeAll),
        named(
            "remove by an iterator",
            cache -> {
              var entries = cache.iterator();
              entries.next();
              entries.remove();
            }),
        named(
            "invoke",
            cache ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      entry.remove();
                      return null;
                    })));
  }

  private static void invokeTwice(UnoCache<String, String> cache) {
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("not this");
          entry.setValue("new");
          return null;
        });
  }

  private static Named<Write> named(String name, Write write) {
    return Named.of(name, write);
  }

  @ParameterizedTest
  @MethodSource("writes")
  void eachWriteIsWrittenOnce(Write write) {
    UnoCache<String, String> cache = cache();
    write.accept(cache);
    assertThat(source.calls).containsExactly("write k=new");
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @ParameterizedTest
  @MethodSource("removals")
  void eachRemovalIsDeletedOnce(Write removal) {
    UnoCache<String, String> cache = cache();
    removal.accept(cache);
    assertThat(source.calls).containsExactly("delete k");
    assertThat(cache.containsKey("k")).isFalse();
  }

  @ParameterizedTest
  @MethodSource({"writes", "removals"})
  void aFailureOfTheWriterLeavesEverythingAsItWas(Write write) {
    UnoCache<String, String> cache = cache();
    source.broken.add("k");
    assertThatThrownBy(() -> write.accept(cache))
        .isInstanceOf(CacheWriterException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("the row of k is broken");
    CacheStatisticsMXBean statistics = Caches.statistics(cache);
    assertThat(statistics.getCachePuts()).isZero();
    assertThat(statistics.getCacheRemovals()).isZero();
    assertThat(events.seen()).isEmpty();
    assertThat(cache.get("k")).isEqualTo("v");
    source.broken.clear();
    write.accept(cache);
    assertThat(cache.get("k")).isNotEqualTo("v");
  }

  @Test
  void aFailureOfTheWriterCreatesNothing() {
    UnoCache<String, String> cache = cache();
    source.broken.add("new");
    assertThatThrownBy(() -> cache.put("new", "v")).isInstanceOf(CacheWriterException.class);
    assertThatThrownBy(() -> cache.putIfAbsent("new", "v"))
        .isInstanceOf(CacheWriterException.class);
    assertThatThrownBy(() -> cache.getAndPut("new", "v")).isInstanceOf(CacheWriterException.class);
    assertThatThrownBy(
            () ->
                cache.invoke(
                    "new",
                    (entry, arguments) -> {
                      entry.setValue("v");
                      return null;
                    }))
        .isInstanceOf(CacheException.class);
    assertThat(cache.containsKey("new")).isFalse();
    assertThat(events.seen()).isEmpty();
    assertThat(Caches.statistics(cache).getCachePuts()).isZero();
  }

  @Test
  void whatDoesNotHappenIsNotWritten() {
    UnoCache<String, String> cache = cache();
    cache.putIfAbsent("k", "new");
    cache.replace("k", "other", "new");
    cache.replace("missing", "new");
    cache.getAndReplace("missing", "new");
    cache.remove("k", "other");
    cache.clear();
    cache.invoke("k", (entry, arguments) -> entry.exists());
    cache.removeAll();
    assertThat(source.calls).isEmpty();
  }

  @Test
  void aRemovalOfWhatTheCacheDoesNotHoldIsDeleted() {
    UnoCache<String, String> cache = cache();
    cache.remove("a");
    cache.getAndRemove("b");
    cache.removeAll(Set.of("c"));
    cache.invoke(
        "d",
        (entry, arguments) -> {
          entry.remove();
          return null;
        });
    assertThat(source.calls).containsExactly("delete a", "delete b", "delete c", "delete d");
  }

  @Test
  void ofABatchThatFailsHalfwayTheCacheTakesWhatWasWritten() {
    UnoCache<String, String> cache = cache();
    source.broken.add("b");
    Map<String, String> batch = new LinkedHashMap<>();
    batch.put("a", "1");
    batch.put("b", "2");
    batch.put("c", "3");
    batch.put("k", "4");
    assertThatThrownBy(() -> cache.putAll(batch)).isInstanceOf(CacheWriterException.class);
    assertThat(cache.getAll(batch.keySet())).isEqualTo(source.rows);
    assertThat(cache.containsKey("b")).isFalse();
    assertThat(events.seen()).hasSize(source.calls.size() - 1);
  }

  @Test
  void ofADeletionThatFailsHalfwayTheCacheLosesWhatWasDeleted() {
    UnoCache<String, String> cache = cache();
    cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
    source.broken.add("b");
    assertThatThrownBy(() -> cache.removeAll(Set.of("a", "b", "c")))
        .isInstanceOf(CacheWriterException.class);
    assertThat(cache.getAll(Set.of("a", "b", "c", "k"))).isEqualTo(source.rows);
    assertThat(cache.get("b")).isEqualTo("2");
    assertThatThrownBy(cache::removeAll).isInstanceOf(CacheWriterException.class);
    assertThat(cache.getAll(Set.of("a", "b", "c", "k"))).isEqualTo(source.rows);
  }

  @Test
  void anExceptionOfTheApplicationsOwnIsNotWrapped() {
    var mine = new CacheWriterException("mine");
    UnoCache<String, String> cache =
        caches.create(
            new Source<String, String>() {
              @Override
              public void delete(Object key) {
                throw mine;
              }
            }.writeThrough(Caches.byReference()));
    assertThatThrownBy(() -> cache.remove("k")).isSameAs(mine);
  }

  @Test
  void underContentionForAKeyCacheAndSourceEndEqual() throws Exception {
    for (int round = 0; round < 20; round++) {
      var rows = new Source<Integer, Integer>();
      UnoCache<Integer, Integer> cache =
          caches
              .manager()
              .createCache(
                  "round" + round, rows.writeThrough(Caches.<Integer, Integer>byReference()));
      Threads.together(
          8,
          thread -> {
            for (int i = 0; i < 100; i++) {
              int value = ThreadLocalRandom.current().nextInt(1_000);
              int key = value % 2;
              switch (value % 7) {
                case 0 -> cache.remove(key);
                case 1 -> cache.getAndReplace(key, value);
                case 2 -> cache.putAll(Map.of(key, value));
                case 3 -> cache.removeAll(Set.of(key));
                case 4 ->
                    cache.invoke(
                        key,
                        (entry, arguments) -> {
                          entry.setValue(value);
                          return null;
                        });
                default -> cache.put(key, value);
              }
            }
          });
      assertThat(cache.getAll(Set.of(0, 1))).isEqualTo(rows.rows);
      cache.close();
    }
  }
}
