/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.monitoring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Threads;

/** What the statistics count. */
class StatisticsTest {
  @RegisterExtension final Caches caches = new Caches();
  private UnoCache<String, String> cache;
  private CacheStatisticsMXBean statistics;

  @BeforeEach
  void makeACache() {
    cache = caches.create(Caches.<String, String>byReference().setStatisticsEnabled(true));
    statistics = Caches.statistics(cache);
  }

  private void assertCounts(long hits, long misses, long puts, long removals) {
    assertThat(statistics.getCacheHits()).as("hits").isEqualTo(hits);
    assertThat(statistics.getCacheMisses()).as("misses").isEqualTo(misses);
    assertThat(statistics.getCacheGets()).as("gets").isEqualTo(hits + misses);
    assertThat(statistics.getCachePuts()).as("puts").isEqualTo(puts);
    assertThat(statistics.getCacheRemovals()).as("removals").isEqualTo(removals);
    statistics.clear();
  }

  @Test
  void singleOperationsAreCounted() {
    cache.get("k");
    assertCounts(0, 1, 0, 0);
    cache.put("k", "v");
    assertCounts(0, 0, 1, 0);
    cache.get("k");
    assertCounts(1, 0, 0, 0);
    cache.containsKey("k");
    assertCounts(0, 0, 0, 0);
    cache.getAndPut("k", "v");
    assertCounts(1, 0, 1, 0);
    cache.putIfAbsent("k", "v");
    assertThat(statistics.getCachePuts()).isZero();
    statistics.clear();
    cache.replace("k", "v", "w");
    assertCounts(1, 0, 1, 0);
    cache.replace("k", "v", "x");
    assertThat(statistics.getCachePuts()).isZero();
    statistics.clear();
    cache.replace("k", "v");
    assertCounts(1, 0, 1, 0);
    cache.replace("missing", "v");
    assertCounts(0, 1, 0, 0);
    cache.getAndReplace("k", "w");
    assertCounts(1, 0, 1, 0);
    cache.remove("k", "no");
    assertCounts(1, 0, 0, 0);
    cache.getAndRemove("k");
    assertCounts(1, 0, 0, 1);
    cache.getAndRemove("k");
    assertCounts(0, 1, 0, 0);
    cache.remove("k");
    assertCounts(0, 0, 0, 0);
  }

  @Test
  void batchesAreCountedByTheKey() {
    cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
    assertCounts(0, 0, 3, 0);
    cache.getAll(Set.of("a", "b", "x", "y", "z"));
    assertCounts(2, 3, 0, 0);
    cache.removeAll(Set.of("a", "x"));
    assertCounts(0, 0, 0, 1);
    cache.removeAll();
    assertCounts(0, 0, 0, 2);
    cache.removeAll();
    assertCounts(0, 0, 0, 0);
    cache.putAll(Map.of("a", "1", "b", "2"));
    cache.clear();
    assertCounts(0, 0, 2, 0);
  }

  @Test
  void invokeAllIsCountedByTheKey() {
    cache.put("a", "1");
    statistics.clear();
    cache.invokeAll(
        Set.of("a", "b", "c"),
        (entry, arguments) -> {
          if (entry.exists()) {
            entry.remove();
          } else {
            entry.setValue("new");
          }
          return null;
        });
    assertCounts(1, 2, 2, 1);
  }

  @Test
  void anIteratorCountsWhatItReturns() {
    cache.putAll(Map.of("a", "1", "b", "2"));
    statistics.clear();
    var entries = cache.iterator();
    entries.next();
    entries.next();
    entries.remove();
    assertCounts(2, 0, 0, 1);
  }

  @Test
  void nothingIsLostUnderEightThreads() throws Exception {
    var hits = new LongAdder();
    var gets = new LongAdder();
    var puts = new LongAdder();
    var removals = new LongAdder();
    Threads.together(
        8,
        thread -> {
          for (int i = 0; i < 1_000; i++) {
            String key = "k" + (i * 31 + thread) % 20;
            switch ((i + thread) % 6) {
              case 0 -> {
                cache.put(key, "v");
                puts.increment();
              }
              case 1 -> {
                if (cache.remove(key)) {
                  removals.increment();
                }
              }
              case 2 -> {
                gets.increment();
                puts.increment();
                if (cache.getAndPut(key, "v") != null) {
                  hits.increment();
                }
              }
              case 3 -> {
                Set<String> keys = new HashSet<>(Set.of("k1", "k2", "k3"));
                hits.add(cache.getAll(keys).size());
                gets.add(3);
              }
              case 4 -> {
                gets.increment();
                puts.increment();
                boolean existed =
                    cache.invoke(
                        key,
                        (entry, arguments) -> {
                          boolean exists = entry.exists();
                          entry.setValue("v");
                          return exists;
                        });
                if (existed) {
                  hits.increment();
                }
              }
              default -> {
                gets.increment();
                if (cache.get(key) != null) {
                  hits.increment();
                }
              }
            }
          }
        });
    assertCounts(hits.sum(), gets.sum() - hits.sum(), puts.sum(), removals.sum());
  }

  @Test
  void percentagesAddUp() {
    cache.put("k", "v");
    cache.get("k");
    cache.get("k");
    cache.get("k");
    cache.get("missing");
    assertThat(statistics.getCacheHitPercentage()).isCloseTo(75, within(0.01f));
    assertThat(statistics.getCacheMissPercentage()).isCloseTo(25, within(0.01f));
    statistics.clear();
    assertThat(statistics.getCacheHitPercentage()).isZero();
    assertThat(statistics.getCacheMissPercentage()).isZero();
  }

  @Test
  void averagesShowAfterAFewOperations() {
    for (int i = 0; i < 10; i++) {
      cache.put("k" + i, "v");
      cache.get("k" + i);
      cache.remove("k" + i);
    }
    assertThat(statistics.getAverageGetTime()).isBetween(0.001f, 100_000f);
    assertThat(statistics.getAveragePutTime()).isBetween(0.001f, 100_000f);
    assertThat(statistics.getAverageRemoveTime()).isBetween(0.001f, 100_000f);
    statistics.clear();
    assertThat(statistics.getAverageGetTime()).isZero();
    assertThat(statistics.getAveragePutTime()).isZero();
    assertThat(statistics.getAverageRemoveTime()).isZero();
  }

  @Test
  void countingStopsAndGoesOn() {
    cache.put("a", "1");
    caches.manager().enableStatistics("test", false);
    assertThat(Caches.beans(caches.manager().getURI())).isEmpty();
    cache.put("b", "2");
    cache.get("a");
    caches.manager().enableStatistics("test", true);
    cache.put("c", "3");
    assertCounts(0, 0, 2, 0);
  }

  @Test
  @Tag("bounded")
  void evictionsAreCounted() {
    UnoCache<Integer, String> small =
        caches
            .manager()
            .createCache(
                "small",
                Caches.<Integer, String>byReference()
                    .setMaximumSize(10)
                    .setStatisticsEnabled(true));
    for (int i = 0; i < 500; i++) {
      small.put(i, "v");
    }
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () -> assertThat(Caches.statistics(small).getCacheEvictions()).isEqualTo(490));
    assertThat(Caches.statistics(small).getCacheRemovals()).isZero();
    small.removeAll();
    small.put(1, "v");
    small.clear();
    assertThat(Caches.statistics(small).getCacheEvictions()).isEqualTo(490);
  }
}
