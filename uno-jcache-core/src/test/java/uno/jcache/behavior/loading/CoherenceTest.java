/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Source;
import uno.jcache.spi.Together;

/**
 * Whatever loads and changes run at the same time: when all is quiet, no entry is older than the
 * system of record, if each change of that is followed by one of the cache.
 */
@Tag("slow")
class CoherenceTest {
  private static final int KEYS = 3;
  private static final int ROUNDS = Caches.rounds(100);
  private static final int CHANGES = 60;

  @RegisterExtension final Caches caches = new Caches();

  private final Source<Integer, Integer> source = new Source<>();
  private final AtomicInteger versions = new AtomicInteger();

  static Stream<Named<BiConsumer<UnoCache<Integer, Integer>, Integer>>> changes() {
    return Stream.of(
        Named.of("remove", UnoCache::remove),
        Named.of("getAndRemove", UnoCache::getAndRemove),
        Named.of("removeAll", (cache, key) -> cache.removeAll(Set.of(key))),
        Named.of("invalidate", (cache, key) -> cache.invalidateMatching(key.toString())),
        Named.of("clear", (cache, key) -> cache.clear()),
        Named.of(
            "invoke",
            (cache, key) ->
                cache.invoke(
                    key,
                    (entry, arguments) -> {
                      entry.remove();
                      return null;
                    })));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void asideReadsLeaveNothingStale(BiConsumer<UnoCache<Integer, Integer>, Integer> change)
      throws Exception {
    UnoCache<Integer, Integer> cache = caches.create(Caches.byReference());
    race(cache, key -> cache.get(key, source.rows::get), change);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void readingThroughLeavesNothingStale(BiConsumer<UnoCache<Integer, Integer>, Integer> change)
      throws Exception {
    UnoCache<Integer, Integer> cache = caches.create(source.readThrough(Caches.byReference()));
    race(cache, cache::get, change);
  }

  private interface Read {
    void read(int key);
  }

  private void race(
      UnoCache<Integer, Integer> cache,
      Read read,
      BiConsumer<UnoCache<Integer, Integer>, Integer> change)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      int seed = round;
      AtomicInteger writing = new AtomicInteger(2);
      Together.Task writes =
          () -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < CHANGES; i++) {
              int key = random.nextInt(KEYS);
              source.rows.put(key, versions.incrementAndGet());
              change.accept(cache, key);
            }
            writing.decrementAndGet();
          };
      Together.Task reads =
          () -> {
            while (writing.get() > 0) {
              for (int key = 0; key < KEYS; key++) {
                read.read(key);
              }
            }
          };
      Together.run(writes, writes, reads, reads);
      for (var entry : cache) {
        assertThat(entry.getValue())
            .as("round %s, key %s", round, entry.getKey())
            .isEqualTo(source.rows.get(entry.getKey()));
      }
    }
  }
}
