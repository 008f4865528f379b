/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;

/** What a processor may do to an entry, and what comes of it. */
class EntryProcessorTest {
  /** What a processor does. */
  interface Steps extends Consumer<MutableEntry<String, String>> {}

  @RegisterExtension final Caches caches = new Caches();
  private final Source<String, String> source = new Source<>();
  private final Events<String, String> events = new Events<>();

  private UnoCache<String, String> cache(UnoConfiguration<String, String> configuration) {
    return caches.create(
        configuration
            .setStatisticsEnabled(true)
            .addCacheEntryListenerConfiguration(Events.sync(events)));
  }

  private static void run(UnoCache<String, String> cache, Steps steps) {
    cache.invoke(
        "k",
        (entry, arguments) -> {
          steps.accept(entry);
          return null;
        });
  }

  /** Steps; then what is written, published and counted: puts, removals, hits, misses. */
  static Stream<Arguments> onAnEntry() {
    return Stream.of(
        on("nothing", e -> {}, "", "", 0, 0),
        on("get", e -> e.getValue(), "", "", 0, 0),
        on("exists", e -> e.exists(), "", "", 0, 0),
        on("set", e -> e.setValue("1"), "write k=1", "UPDATED k: 0 -> 1", 1, 0),
        on("remove", e -> e.remove(), "delete k", "REMOVED k: 0 -> 0", 0, 1),
        on(
            "get, set",
            e -> e.setValue(e.getValue() + "1"),
            "write k=01",
            "UPDATED k: 0 -> 01",
            1,
            0),
        on(
            "set, set",
            e -> {
              e.setValue("1");
              e.setValue("2");
            },
            "write k=2",
            "UPDATED k: 0 -> 2",
            1,
            0),
        on(
            "set, get",
            e -> {
              e.setValue("1");
              assertThat(e.getValue()).isEqualTo("1");
            },
            "write k=1",
            "UPDATED k: 0 -> 1",
            1,
            0),
        on(
            "set, remove",
            e -> {
              e.setValue("1");
              e.remove();
              assertThat(e.exists()).isFalse();
            },
            "delete k",
            "REMOVED k: 0 -> 0",
            0,
            1),
        on(
            "remove, get",
            e -> {
              e.remove();
              assertThat(e.getValue()).isNull();
            },
            "delete k",
            "REMOVED k: 0 -> 0",
            0,
            1),
        on(
            "remove, set",
            e -> {
              e.remove();
              e.setValue("1");
              assertThat(e.exists()).isTrue();
            },
            "write k=1",
            "UPDATED k: 0 -> 1",
            1,
            0));
  }

  static Stream<Arguments> onNothing() {
    return Stream.of(
        on("nothing", e -> {}, "", "", 0, 0),
        on("get", e -> assertThat(e.getValue()).isNull(), "", "", 0, 0),
        on("exists", e -> assertThat(e.exists()).isFalse(), "", "", 0, 0),
        on("set", e -> e.setValue("1"), "write k=1", "CREATED k: null -> 1", 1, 0),
        on("remove", e -> e.remove(), "delete k", "", 0, 0),
        on(
            "set, remove",
            e -> {
              e.setValue("1");
              e.remove();
            },
            "",
            "",
            0,
            0),
        on(
            "remove, set",
            e -> {
              e.remove();
              e.setValue("1");
            },
            "write k=1",
            "CREATED k: null -> 1",
            1,
            0));
  }

  private static Arguments on(
      String name, Steps steps, String written, String told, int puts, int removals) {
    return Arguments.of(name, steps, written, told, puts, removals);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onAnEntry")
  void onAnEntryOnlyTheNetResultCounts(
      String name, Steps steps, String written, String told, int puts, int removals) {
    UnoCache<String, String> cache = cache(source.writeThrough(Caches.byReference()));
    cache.put("k", "0");
    check(cache, steps, written, told, puts, removals);
    assertThat(Caches.statistics(cache).getCacheHits()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onNothing")
  void onAMissingEntryOnlyTheNetResultCounts(
      String name, Steps steps, String written, String told, int puts, int removals) {
    UnoCache<String, String> cache = cache(source.writeThrough(Caches.byReference()));
    check(cache, steps, written, told, puts, removals);
    assertThat(Caches.statistics(cache).getCacheMisses()).isEqualTo(1);
  }

  private void check(
      UnoCache<String, String> cache,
      Steps steps,
      String written,
      String told,
      int puts,
      int removals) {
    source.calls.clear();
    events.drain();
    CacheStatisticsMXBean statistics = Caches.statistics(cache);
    statistics.clear();
    run(cache, steps);
    assertThat(String.join(", ", source.calls)).isEqualTo(written);
    assertThat(String.join(", ", events.seen())).isEqualTo(told);
    assertThat(statistics.getCachePuts()).isEqualTo(puts);
    assertThat(statistics.getCacheRemovals()).isEqualTo(removals);
  }

  @Test
  void theProcessorReadsThroughAndKeepsWhatItLoaded() {
    source.rows.put("k", "row");
    UnoCache<String, String> cache =
        cache(source.writeThrough(source.readThrough(Caches.byReference())));
    assertThat(cache.<String>invoke("k", (entry, arguments) -> entry.getValue())).isEqualTo("row");
    assertThat(cache.containsKey("k")).isTrue();
    assertThat(source.loads).hasValue(1);
    assertThat(source.calls).isEmpty();
    assertThat(events.seen()).containsExactly("CREATED k: null -> row");
    assertThat(Caches.statistics(cache).getCachePuts()).isZero();
  }

  @Test
  void existsDoesNotLoad() {
    source.rows.put("k", "row");
    UnoCache<String, String> cache = cache(source.readThrough(Caches.byReference()));
    assertThat(cache.<Boolean>invoke("k", (entry, arguments) -> entry.exists())).isFalse();
    assertThat(source.loads).hasValue(0);
  }

  static Stream<Arguments> removals() {
    return Stream.of(
        Arguments.of(
            "get, remove",
            (Steps)
                e -> {
                  assertThat(e.getValue()).isEqualTo("row");
                  e.remove();
                }),
        Arguments.of(
            "get, set, remove",
            (Steps)
                e -> {
                  e.setValue(e.getValue() + "+");
                  e.remove();
                }),
        Arguments.of(
            "set, remove",
            (Steps)
                e -> {
                  e.setValue("new");
                  e.remove();
                }),
        Arguments.of("remove", (Steps) MutableEntry::remove));
  }

  /** As {@code Cache.remove} does, whether the cache happens to have the entry or not. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("removals")
  void whatTheProcessorRemovesIsGoneFromTheSourceToo(String name, Steps steps) {
    UnoCache<String, String> cache =
        cache(source.writeThrough(source.readThrough(Caches.byReference())));
    for (boolean isCached : new boolean[] {false, true}) {
      source.rows.put("k", "row");
      if (isCached) {
        assertThat(cache.get("k")).isEqualTo("row");
      }
      source.calls.clear();
      run(cache, steps);
      assertThat(source.calls).containsExactly("delete k");
      assertThat(source.rows).isEmpty();
      assertThat(cache.get("k")).isNull();
      Map<String, EntryProcessorResult<Boolean>> results =
          invokeAll(cache, source, isCached, steps);
      assertThat(results).isEmpty();
      assertThat(source.rows).isEmpty();
    }
  }

  private static Map<String, EntryProcessorResult<Boolean>> invokeAll(
      UnoCache<String, String> cache, Source<String, String> source, boolean cached, Steps steps) {
    Set<String> keys = Set.of("a", "b");
    keys.forEach(key -> source.rows.put(key, "row"));
    if (cached) {
      assertThat(cache.getAll(keys)).hasSize(2);
    }
    return cache.invokeAll(
        keys,
        (entry, arguments) -> {
          steps.accept(entry);
          return null;
        });
  }

  @Test
  void aLoaderThatFindsNothingIsAskedOnce() {
    UnoCache<String, String> cache = cache(source.readThrough(Caches.byReference()));
    run(
        cache,
        entry -> {
          assertThat(entry.getValue()).isNull();
          assertThat(entry.getValue()).isNull();
        });
    assertThat(source.loads).hasValue(1);
  }

  @Test
  void theProcessorSeesItsArguments() {
    UnoCache<String, String> cache = cache(Caches.byReference());
    String joined =
        cache.invoke("k", (entry, arguments) -> arguments[0] + "-" + arguments[1], "a", 2);
    assertThat(joined).isEqualTo("a-2");
    assertThat(cache.<Integer>invoke("k", (entry, arguments) -> arguments.length)).isZero();
  }

  @Test
  void anExceptionOfTheProcessorIsWrappedAndChangesNothing() {
    UnoCache<String, String> cache = cache(source.writeThrough(Caches.byReference()));
    cache.put("k", "0");
    source.calls.clear();
    events.drain();
    Steps failing =
        entry -> {
          entry.setValue("1");
          throw new IllegalStateException("processor");
        };
    assertThatThrownBy(() -> run(cache, failing))
        .isInstanceOf(EntryProcessorException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("processor");
    assertThat(cache.get("k")).isEqualTo("0");
    assertThat(source.calls).isEmpty();
    assertThat(events.seen()).isEmpty();
  }

  @Test
  void anEntryProcessorExceptionOfTheApplicationsIsNotWrapped() {
    var mine = new EntryProcessorException("mine");
    UnoCache<String, String> cache = cache(Caches.byReference());
    Steps failing =
        entry -> {
          throw mine;
        };
    assertThatThrownBy(() -> run(cache, failing)).isSameAs(mine);
  }

  @Test
  void aCacheExceptionOfTheProcessorIsWrapped() {
    UnoCache<String, String> cache = cache(Caches.byReference());
    var mine = new CacheException("mine");
    Steps failing =
        entry -> {
          throw mine;
        };
    assertThatThrownBy(() -> run(cache, failing))
        .isInstanceOf(EntryProcessorException.class)
        .hasCause(mine);
  }

  /** Nobody could handle it within another exception. */
  @Test
  void anErrorOfTheProcessorIsNotWrappedAndLeavesTheCacheInOrder() {
    UnoCache<String, String> cache = cache(source.writeThrough(Caches.byReference()));
    cache.put("k", "0");
    var error = new OutOfMemoryError("of the application");
    Steps failing =
        entry -> {
          entry.setValue("1");
          throw error;
        };
    assertThatThrownBy(() -> run(cache, failing)).isSameAs(error);
    assertThatThrownBy(
            () ->
                cache.invokeAll(
                    Set.of("k", "l"),
                    (entry, arguments) -> {
                      failing.accept(entry);
                      return null;
                    }))
        .isSameAs(error);
    assertThat(cache.get("k")).isEqualTo("0");
    run(cache, entry -> entry.setValue("2"));
    assertThat(cache.get("k")).isEqualTo("2");
  }

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void aNullOrAWrongTypeIsRefusedWhereItIsSet() {
    UnoCache<String, String> cache =
        cache(Caches.<String, String>byReference().setTypes(String.class, String.class));
    assertThatThrownBy(() -> run(cache, entry -> entry.setValue(null)))
        .isInstanceOf(EntryProcessorException.class)
        .hasCauseInstanceOf(NullPointerException.class);
    assertThatThrownBy(
            () ->
                run(
                    cache,
                    entry -> {
                      @SuppressWarnings("unchecked")
                      var raw = (MutableEntry<String, Object>) (MutableEntry<String, ?>) entry;
                      raw.setValue(5);
                    }))
        .isInstanceOf(EntryProcessorException.class)
        .hasCauseInstanceOf(ClassCastException.class);
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  void theEntryIsOfNoUseAfterTheProcessorHasReturned() {
    List<MutableEntry<String, String>> leaked = new ArrayList<>();
    UnoCache<String, String> cache = cache(Caches.byReference());
    cache.put("k", "0");
    run(cache, leaked::add);
    MutableEntry<String, String> entry = leaked.get(0);
    assertThatThrownBy(() -> entry.setValue("1")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(entry::remove).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(entry::getValue).isInstanceOf(IllegalStateException.class);
    assertThat(cache.get("k")).isEqualTo("0");
  }

  @Test
  void invokeAllAnswersForEachKey() {
    UnoCache<String, String> cache = cache(Caches.byReference());
    cache.putAll(Map.of("a", "1", "b", "2"));
    Map<String, EntryProcessorResult<Integer>> results =
        cache.invokeAll(
            Set.of("a", "b", "missing", "bad"),
            (entry, arguments) -> {
              if (entry.getKey().equals("bad")) {
                throw new IllegalStateException("bad");
              }
              return entry.exists() ? Integer.valueOf(entry.getValue()) : null;
            });
    assertThat(results).containsOnlyKeys("a", "b", "bad");
    assertThat(requireNonNull(results.get("a")).get()).isEqualTo(1);
    assertThat(requireNonNull(results.get("b")).get()).isEqualTo(2);
    assertThatThrownBy(() -> requireNonNull(results.get("bad")).get())
        .isInstanceOf(EntryProcessorException.class)
        .hasRootCauseMessage("bad");
  }

  @Test
  void invokeAllReportsAFailureOfTheWriterForItsKeyOnly() {
    UnoCache<String, String> cache = cache(source.writeThrough(Caches.byReference()));
    source.broken.add("b");
    Map<String, EntryProcessorResult<String>> results =
        cache.invokeAll(
            Set.of("a", "b"),
            (entry, arguments) -> {
              entry.setValue("1");
              return "set";
            });
    assertThat(requireNonNull(results.get("a")).get()).isEqualTo("set");
    assertThatThrownBy(() -> requireNonNull(results.get("b")).get())
        .isInstanceOf(CacheException.class);
    assertThat(cache.containsKey("a")).isTrue();
    assertThat(cache.containsKey("b")).isFalse();
  }

  @Test
  void aProcessorMayUseOtherKeysAndOtherCaches() {
    UnoCache<String, String> cache = cache(Caches.byReference());
    UnoCache<String, String> other =
        caches.manager().createCache("other", Caches.<String, String>byReference());
    cache.put("a", "1");
    String seen =
        cache.invoke(
            "k",
            (entry, arguments) -> {
              cache.put("b", "2");
              other.put("c", "3");
              entry.setValue("4");
              return cache.get("a") + cache.get("b") + other.get("c");
            });
    assertThat(seen).isEqualTo("123");
    assertThat(cache.get("k")).isEqualTo("4");
  }

  @Test
  void aProcessorMayReadItsOwnKey() {
    UnoCache<String, String> cache = cache(Caches.byReference());
    cache.put("k", "0");
    String seen =
        cache.invoke(
            "k",
            (entry, arguments) -> {
              entry.setValue("1");
              return cache.get("k");
            });
    assertThat(seen).as("the processor has changed nothing yet").isEqualTo("0");
  }
}
