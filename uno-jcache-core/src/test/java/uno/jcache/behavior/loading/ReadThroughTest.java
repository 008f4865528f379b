/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Reads that load what is missing. */
class ReadThroughTest {
  @RegisterExtension final Caches caches = new Caches();
  private final Source<String, String> source = new Source<>();

  /** A loader of single keys. */
  interface Load extends CacheLoader<String, String> {
    @Override
    @SuppressWarnings("NullAway") // null is the loader's word for "no value"
    default Map<String, String> loadAll(Iterable<? extends String> keys) {
      Map<String, String> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, load(key)));
      return loaded;
    }
  }

  private UnoCache<String, String> cache(CacheLoader<String, String> loader) {
    return caches.create(
        Caches.<String, String>byReference()
            .setReadThrough(true)
            .setCacheLoaderFactory(() -> loader));
  }

  @Test
  void aMissingEntryIsLoadedOnceAndKept() {
    source.rows.put("k", "row");
    UnoCache<String, String> cache = cache(source);
    assertThat(cache.get("k")).isEqualTo("row");
    assertThat(cache.get("k")).isEqualTo("row");
    assertThat(cache.getAll(Set.of("k"))).containsEntry("k", "row");
    assertThat(source.loads).hasValue(1);
  }

  @Test
  void whatTheSourceLacksIsAskedForAgain() {
    UnoCache<String, String> cache = cache(source);
    assertThat(cache.get("k")).isNull();
    source.rows.put("k", "row");
    assertThat(cache.get("k")).isEqualTo("row");
  }

  @Test
  void getAllLoadsWhatIsMissingTogether() {
    source.rows.putAll(Map.of("a", "1", "b", "2", "c", "3"));
    UnoCache<String, String> cache = cache(source);
    cache.put("a", "own");
    assertThat(cache.getAll(Set.of("a", "b", "c", "d")))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "own", "b", "2", "c", "3"));
    assertThat(source.loads).hasValue(3);
    assertThat(cache.containsKey("b")).isTrue();
  }

  @Test
  void operationsThatDoNotReadThroughDoNotLoad() {
    source.rows.put("k", "row");
    UnoCache<String, String> cache = cache(source);
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.replace("k", "new")).isFalse();
    assertThat(cache.getAndReplace("k", "new")).isNull();
    assertThat(cache.remove("k", "row")).isFalse();
    assertThat(cache.getAndRemove("k")).isNull();
    assertThat(cache.getAndPut("k", "new")).isNull();
    assertThat(source.loads).hasValue(0);
  }

  @Test
  void sixtyFourThreadsOnAColdKeyLoadOnce() throws Exception {
    source.rows.put("k", "row");
    var gate = new CyclicBarrier(64);
    UnoCache<String, String> cache = cache(source);
    Threads.together(
        64,
        thread -> {
          gate.await(Threads.PATIENCE, TimeUnit.SECONDS);
          assertThat(cache.get("k")).isEqualTo("row");
        });
    assertThat(source.loads).hasValue(1);
  }

  @Test
  void readsOfOneKeyAndOfManyShareALoad() throws Exception {
    var loading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var slow =
        new Source<String, String>() {
          @Override
          public @Nullable String load(String key) {
            loading.countDown();
            awaitLatch(go);
            return super.load(key);
          }
        };
    slow.rows.putAll(Map.of("a", "1", "b", "2"));
    UnoCache<String, String> cache = cache(slow);
    var first = Threads.start(() -> cache.get("a"));
    awaitLatch(loading);
    var second = Threads.start(() -> cache.getAll(Set.of("a", "b")));
    var third = Threads.start(() -> cache.get("b"));
    go.countDown();
    assertThat(Threads.join(first)).isEqualTo("1");
    assertThat(Threads.join(second)).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(Threads.join(third)).isEqualTo("2");
    assertThat(slow.loads).hasValue(2);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(Threads.PATIENCE, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLoaderMayReadOtherKeysOfTheCache() {
    List<UnoCache<String, String>> itself = new ArrayList<>();
    Load fibonacci =
        key -> {
          int n = Integer.parseInt(key);
          return (n < 2)
              ? key
              : String.valueOf(
                  Long.parseLong(itself.get(0).get(String.valueOf(n - 1)))
                      + Long.parseLong(itself.get(0).get(String.valueOf(n - 2))));
        };
    itself.add(cache(fibonacci));
    assertThat(itself.get(0).get("60")).isEqualTo("1548008755920");
  }

  @Test
  void aLoaderThatNeedsItsOwnKeyGetsAnException() {
    List<UnoCache<String, String>> itself = new ArrayList<>();
    Load recursive = key -> itself.get(0).get(key);
    itself.add(cache(recursive));
    assertThatThrownBy(() -> itself.get(0).get("k"))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining("'k'");
  }

  @Test
  void aLoaderThatNeedsItsOwnKeyByWayOfAnotherGetsAnException() {
    List<UnoCache<String, String>> itself = new ArrayList<>();
    Load recursive = key -> itself.get(0).get(key.equals("a") ? "b" : "a");
    itself.add(cache(recursive));
    assertThatThrownBy(() -> itself.get(0).get("a")).isInstanceOf(CacheLoaderException.class);
    assertThatThrownBy(() -> itself.get(0).getAll(Set.of("a", "b")))
        .isInstanceOf(CacheLoaderException.class);
  }

  @Test
  void twoThreadsWhoseLoadersNeedEachOthersKeyEnd() throws Exception {
    for (int round = 0; round < 50; round++) {
      var both = new CyclicBarrier(2);
      var meet = new AtomicBoolean(true);
      List<UnoCache<String, String>> itself = new ArrayList<>();
      Load crossed =
          key -> {
            if (meet.get()) {
              try {
                both.await(Threads.PATIENCE, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              meet.set(false);
            }
            return itself.get(0).get(key.equals("a") ? "b" : "a");
          };
      itself.add(cache(crossed));
      Threads.together(
          2,
          thread ->
              assertThatThrownBy(() -> itself.get(0).get(thread == 0 ? "a" : "b"))
                  .isInstanceOf(CacheLoaderException.class));
      itself.get(0).close();
    }
  }

  @Test
  void aLoadThatFailsFailsAllWhoWaitAndTheNextReadLoadsAgain() throws Exception {
    var loading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var broken = new AtomicBoolean(true);
    Load loader =
        key -> {
          loading.countDown();
          awaitLatch(go);
          if (broken.get()) {
            throw new IllegalStateException("source down");
          }
          return "row";
        };
    UnoCache<String, String> cache = cache(loader);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    var readers =
        Threads.start(
            () -> {
              Threads.together(
                  8,
                  thread -> {
                    try {
                      assertThat(cache.get("k")).isEqualTo("none");
                    } catch (CacheLoaderException e) {
                      failures.add(e);
                    }
                  });
              return true;
            });
    awaitLatch(loading);
    go.countDown();
    Threads.join(readers);
    assertThat(failures).hasSize(8);
    assertThat(failures).allSatisfy(e -> assertThat(e).hasRootCauseMessage("source down"));
    broken.set(false);
    assertThat(cache.get("k")).isEqualTo("row");
  }

  @Test
  void anExceptionOfALoaderNamesTheCache() {
    Load loader =
        key -> {
          throw new IllegalStateException("source down");
        };
    UnoCache<String, String> cache = cache(loader);
    assertThatThrownBy(() -> cache.get("k"))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("source down");
    assertThatThrownBy(() -> cache.getAll(Set.of("k", "l")))
        .isInstanceOf(CacheLoaderException.class)
        .hasMessageContaining("'test'");
    cache.put("k", "own");
    assertThat(cache.get("k")).isEqualTo("own");
  }

  @Test
  void aFailedGetAllKeepsWhatWasThere() {
    Load loader =
        key -> {
          throw new IllegalStateException("source down");
        };
    UnoCache<String, String> cache = cache(loader);
    cache.put("a", "1");
    assertThatThrownBy(() -> cache.getAll(Set.of("a", "b")))
        .isInstanceOf(CacheLoaderException.class);
    assertThat(cache.get("a")).isEqualTo("1");
  }

  @Test
  void anErrorOfALoaderComesThroughAndLeavesNothingLocked() {
    var broken = new AtomicBoolean(true);
    Load loader =
        key -> {
          if (broken.get()) {
            throw new AssertionError("error");
          }
          return "row";
        };
    UnoCache<String, String> cache = cache(loader);
    assertThatThrownBy(() -> cache.get("k")).isInstanceOf(AssertionError.class);
    broken.set(false);
    assertThat(cache.get("k")).isEqualTo("row");
  }

  @Test
  void byValueEachWaiterGetsACopyOfItsOwn() throws Exception {
    var loading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var original = new ArrayList<>(List.of("v"));
    CacheLoader<String, ArrayList<String>> loader =
        new Source<>() {
          @Override
          @SuppressWarnings("NonApiType") // a list that can be serialized
          public ArrayList<String> load(String key) {
            loading.countDown();
            awaitLatch(go);
            return original;
          }
        };
    UnoCache<String, ArrayList<String>> cache =
        caches.create(
            Caches.<String, ArrayList<String>>byValue()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader));
    var first = Threads.start(() -> cache.get("k"));
    awaitLatch(loading);
    var second = Threads.start(() -> cache.get("k"));
    var third = Threads.start(() -> cache.getAll(Set.of("k")).get("k"));
    go.countDown();
    List<List<String>> copies =
        List.of(Threads.join(first), Threads.join(second), Threads.join(third), cache.get("k"));
    for (List<String> copy : copies) {
      assertThat(copy).containsExactly("v").isNotSameAs(original);
      copy.add("changed");
    }
    original.add("changed");
    assertThat(cache.get("k")).containsExactly("v");
  }

  @Test
  void loadedValuesCountAsMissesNotAsPuts() {
    source.rows.putAll(Map.of("a", "1", "b", "2"));
    UnoCache<String, String> cache =
        caches.create(
            source.readThrough(Caches.<String, String>byReference()).setStatisticsEnabled(true));
    cache.get("a");
    cache.getAll(Set.of("a", "b", "c"));
    var statistics = Caches.statistics(cache);
    assertThat(statistics.getCacheMisses()).isEqualTo(3);
    assertThat(statistics.getCacheHits()).isEqualTo(1);
    assertThat(statistics.getCachePuts()).isZero();
  }

  @Test
  void aLoadedEntryIsPublishedAsCreated() {
    source.rows.put("k", "row");
    var events = new Events<String, String>();
    UnoCache<String, String> cache = cache(source);
    cache.registerCacheEntryListener(Events.sync(events));
    cache.get("k");
    assertThat(events.seen()).containsExactly("CREATED k: null -> row");
  }

  @Test
  void whatIsLoadedIsNotWrittenBack() {
    source.rows.put("k", "row");
    UnoCache<String, String> cache =
        caches.create(source.writeThrough(source.readThrough(Caches.byReference())));
    cache.get("k");
    cache.getAll(Set.of("k", "l"));
    assertThat(source.calls).isEmpty();
  }
}
