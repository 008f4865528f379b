/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.processor.EntryProcessor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Processors of one key exclude each other, and processors of many do not wait for ever. */
class EntryProcessorAtomicityTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = Caches.rounds(500);

  /** What is different about a cache. */
  interface Variant extends UnaryOperator<UnoConfiguration<String, Integer>> {}

  @RegisterExtension final Caches caches = new Caches();

  private static final EntryProcessor<String, Integer, Integer> INCREMENT =
      (entry, arguments) -> {
        int next = entry.exists() ? entry.getValue() + 1 : 1;
        entry.setValue(next);
        return next;
      };

  static Stream<Named<Variant>> variants() {
    return Stream.of(
        variant("by reference", c -> c.setStoreByValue(false)),
        variant("by value", c -> c),
        variant(
            "created expiry",
            c ->
                c.setStoreByValue(false)
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY))),
        variant(
            "touched expiry",
            c ->
                c.setStoreByValue(false)
                    .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(Duration.ONE_DAY))),
        variant(
            "synchronous listener",
            c -> c.addCacheEntryListenerConfiguration(Events.sync(new Events<>()))),
        variant(
            "asynchronous listener",
            c -> c.addCacheEntryListenerConfiguration(Events.async(new Events<>()))),
        variant("writer", c -> new Source<String, Integer>().writeThrough(c)),
        variant("loader", c -> new Source<String, Integer>().readThrough(c)),
        variant("statistics", c -> c.setStatisticsEnabled(true)));
  }

  /** In the heap only. */
  private static UnoConfiguration<String, Integer> weighed(UnoConfiguration<String, Integer> c) {
    return c.setMaximumWeight(1_000, (k, v) -> 1);
  }

  private static Named<Variant> variant(String name, Variant variant) {
    return Named.of(name, variant);
  }

  @Test
  @Tag("in-heap") // weights
  void noIncrementIsLostInAWeighedCache() throws Exception {
    noIncrementIsLost(EntryProcessorAtomicityTest::weighed);
  }

  @Test
  @Tag("in-heap") // weights
  void noIncrementIsLostAmongCompareAndSetsInAWeighedCache() throws Exception {
    noIncrementIsLostAmongCompareAndSets(EntryProcessorAtomicityTest::weighed);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void noIncrementIsLost(Variant variant) throws Exception {
    UnoCache<String, Integer> cache =
        caches.create(variant.apply(Caches.<String, Integer>byValue()));
    Threads.together(
        THREADS,
        thread -> {
          for (int i = 0; i < ROUNDS; i++) {
            cache.invoke("k", INCREMENT);
          }
        });
    assertThat(cache.get("k")).isEqualTo(THREADS * ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void noIncrementIsLostAmongCompareAndSets(Variant variant) throws Exception {
    UnoCache<String, Integer> cache =
        caches.create(variant.apply(Caches.<String, Integer>byValue()));
    cache.put("k", 0);
    Threads.together(
        THREADS,
        thread -> {
          for (int i = 0; i < ROUNDS; i++) {
            if (thread % 2 == 0) {
              cache.invokeAll(Set.of("k"), INCREMENT);
            } else {
              Integer seen = cache.get("k");
              while (!cache.replace("k", seen, seen + 1)) {
                seen = cache.get("k");
              }
            }
          }
        });
    assertThat(cache.get("k")).isEqualTo(THREADS * ROUNDS);
  }

  @Test
  void aPlainPutIsNotOverwrittenByAProcessorThatDidNotSeeIt() throws Exception {
    UnoCache<String, Integer> cache = caches.create(Caches.byReference());
    cache.put("k", 0);
    int high = 1_000_000;
    Threads.together(
        THREADS,
        thread -> {
          for (int i = 0; i < ROUNDS; i++) {
            if (thread == 0 && i == ROUNDS / 2) {
              cache.put("k", high);
            } else if (thread != 0) {
              cache.invoke("k", INCREMENT);
            }
          }
        });
    assertThat(cache.get("k")).isGreaterThanOrEqualTo(high);
  }

  @Test
  void aProcessorOfOneKeyDoesNotHoldUpAnother() throws Exception {
    UnoCache<String, Integer> cache = caches.create(Caches.byReference());
    var both = new CyclicBarrier(2);
    Threads.together(
        2,
        thread ->
            cache.invoke(
                "k" + thread,
                (entry, arguments) -> {
                  try {
                    return both.await(Threads.PATIENCE, SECONDS); // only together can they go on
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }));
  }

  @Test
  void twoProcessorsThatReadEachOthersKeyEnd() throws Exception {
    crossing((cache, own, other) -> cache.get(other));
  }

  @Test
  void twoProcessorsThatReadEachOthersKeyEndWithALoaderAndAListener() throws Exception {
    var source = new Source<String, Integer>();
    source.rows.put("a", 1);
    UnoCache<String, Integer> cache =
        caches.create(
            source
                .readThrough(Caches.<String, Integer>byReference())
                .addCacheEntryListenerConfiguration(Events.sync(new Events<>())));
    crossing(cache, (c, own, other) -> c.get(other));
  }

  @Test
  void twoProcessorsThatWriteEachOthersKeyEnd() throws Exception {
    crossing((cache, own, other) -> cache.put(other, 7));
  }

  @Test
  void twoProcessorsThatInvokeOnEachOthersKeyEnd() throws Exception {
    crossing((cache, own, other) -> cache.invoke(other, INCREMENT));
  }

  @Test
  void twoProcessorsThatRemoveEachOthersKeyEnd() throws Exception {
    crossing((cache, own, other) -> cache.remove(other));
  }

  /** What a processor does with the key of the other. */
  private interface Crossing {
    void on(UnoCache<String, Integer> cache, String own, String other);
  }

  private void crossing(Crossing crossing) throws Exception {
    crossing(caches.create(Caches.byReference()), crossing);
  }

  private static void crossing(UnoCache<String, Integer> cache, Crossing crossing)
      throws Exception {
    for (int round = 0; round < 100; round++) {
      var both = new CyclicBarrier(2);
      var done = new AtomicBoolean[] {new AtomicBoolean(), new AtomicBoolean()};
      Threads.together(
          2,
          thread -> {
            String own = (thread == 0) ? "a" : "b";
            String other = (thread == 0) ? "b" : "a";
            cache.invoke(
                own,
                (entry, arguments) -> {
                  if (done[thread].compareAndSet(false, true)) { // a rerun comes alone
                    try {
                      both.await(Threads.PATIENCE, SECONDS);
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  }
                  crossing.on(cache, own, other);
                  entry.setValue(1);
                  return null;
                });
          });
    }
  }

  @Test
  void processorsThatWriteEachOthersKeyWithAWriterLeaveCacheAndSourceEqual() throws Exception {
    for (int round = 0; round < 50; round++) {
      var source = new Source<String, Integer>();
      UnoCache<String, Integer> cache =
          caches
              .manager()
              .createCache("c" + round, source.writeThrough(Caches.<String, Integer>byReference()));
      Threads.together(
          2,
          thread ->
              cache.invoke(
                  (thread == 0) ? "a" : "b",
                  (entry, arguments) -> {
                    cache.put((thread == 0) ? "b" : "a", 10 + thread);
                    entry.setValue(thread);
                    return null;
                  }));
      assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(source.rows);
      cache.close();
    }
  }
}
