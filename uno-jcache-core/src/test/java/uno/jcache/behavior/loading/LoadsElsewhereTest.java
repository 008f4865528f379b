/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Threads;

/**
 * A value is loaded by one manager while another, of the same entries, changes them: what the
 * loader read before must not stay. The other does not know of the load.
 */
@Timeout(60)
class LoadsElsewhereTest {
  private final String shared = "elsewhere-" + UUID.randomUUID();
  private final UnoCacheManager here = manager();
  private final UnoCacheManager there = manager();
  private final UnoCache<String, String> cache = cacheOf(here);
  private final UnoCache<String, String> other = cacheOf(there);
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private UnoCacheManager manager() {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "heap-bytes");
    properties.setProperty("uno-jcache.providers.shared.others", "true"); // each has the other
    properties.setProperty("uno-jcache.providers.shared.share", shared);
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create(UUID.randomUUID().toString()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoCache<String, String> cacheOf(UnoCacheManager manager) {
    return cacheOf(manager, "users", new UnoConfiguration<>());
  }

  private static UnoCache<String, String> cacheOf(
      UnoCacheManager manager, String name, UnoConfiguration<String, String> configuration) {
    return manager.createCache(name, configuration.setProvider("shared").setMaximumSize(1_000));
  }

  static Stream<Named<Consumer<UnoCache<String, String>>>> changes() {
    return Stream.of(
        change("remove", cache -> cache.remove("k")),
        change("getAndRemove", cache -> cache.getAndRemove("k")),
        change("removeAll", cache -> cache.removeAll(Set.of("k", "l"))),
        change("invalidate the key", cache -> cache.invalidateMatching("k")),
        change("invalidate a pattern", cache -> cache.invalidateMatching("k*")),
        change("clear", UnoCache::clear),
        change(
            "put and remove",
            cache -> {
              cache.put("k", "new");
              cache.remove("k");
            }),
        change(
            "remove by a processor",
            cache ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      entry.setValue("new");
                      entry.remove();
                      return null;
                    })));
  }

  private static Named<Consumer<UnoCache<String, String>>> change(
      String name, Consumer<UnoCache<String, String>> change) {
    return Named.of(name, change);
  }

  private String slowly(String key) {
    loading.countDown();
    try {
      assertThat(go.await(Threads.PATIENCE, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return "old " + key;
  }

  private Map<String, String> slowly(Set<String> keys) {
    Map<String, String> loaded = new HashMap<>();
    keys.forEach(key -> loaded.put(key, slowly(key)));
    return loaded;
  }

  private <T> T during(
      Function<UnoCache<String, String>, T> load, Consumer<UnoCache<String, String>> change)
      throws Exception {
    CompletableFuture<T> loaded = CompletableFuture.supplyAsync(() -> load.apply(cache));
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    change.accept(other);
    go.countDown();
    return loaded.get(Threads.PATIENCE, SECONDS);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatIsLoadedDoesNotOutliveAChange(Consumer<UnoCache<String, String>> change)
      throws Exception {
    String found = during(cache -> cache.get("k", this::slowly), change);
    assertThat(found).isEqualTo("old k");
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(other.size()).isZero();
    assertThat(cache.get("k", key -> "fresh")).isEqualTo("fresh");
    assertThat(other.get("k")).isEqualTo("fresh");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void neitherDoSeveralThatAreLoadedTogether(Consumer<UnoCache<String, String>> change)
      throws Exception {
    Map<String, String> loaded =
        during(cache -> cache.getAll(Set.of("k", "other"), this::slowly), change);
    assertThat(loaded).containsEntry("k", "old k").containsEntry("other", "old other");
    assertThat(cache.containsKey("k")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void neitherDoesOneThatIsLoadedAgain(Consumer<UnoCache<String, String>> change) throws Exception {
    cache.put("k", "old k");
    during(cache -> cache.reload("k", this::slowly), change);
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(other.size()).isZero();
  }

  @Test
  void aValueThatIsPutWhileAnotherIsLoadedAgainStands() throws Exception {
    cache.put("k", "old k");
    during(cache -> cache.reload("k", this::slowly), cache -> cache.put("k", "new"));
    assertThat(cache.get("k")).isEqualTo("new");
    assertThat(cache.reload("k", key -> "newest")).isEqualTo("newest");
    assertThat(other.get("k")).isEqualTo("newest");
  }

  @Test
  void aValueThatIsPutWhileNothingIsFoundStands() throws Exception {
    cache.put("k", "old k");
    during(
        cache ->
            cache.reload(
                "k",
                key -> {
                  String unused = slowly(key);
                  return null;
                }),
        cache -> cache.put("k", "new"));
    assertThat(cache.get("k")).isEqualTo("new");
    assertThat(cache.reload("k", key -> null)).isNull();
    assertThat(other.size()).isZero();
  }

  @Test
  void aValueThatIsPutMeanwhileStands() throws Exception {
    during(cache -> cache.get("k", this::slowly), cache -> cache.put("k", "new"));
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @Test
  void changesOfOtherKeysDoNotMatter() throws Exception {
    during(
        cache -> cache.get("k", this::slowly),
        cache -> {
          cache.put("a", "1");
          cache.remove("a");
          cache.invalidateMatching("b*");
        });
    assertThat(requireNonNull(other.get("k"))).isEqualTo("old k");
  }

  @Test
  void aLoadThatFindsNothingLeavesNothing() {
    assertThat(cache.get("k", key -> null)).isNull();
    assertThat(cache.size()).isZero();
    assertThat(other.putIfAbsent("k", "value")).isTrue();
  }

  private static UnoConfiguration<String, String> leased(Duration lease) {
    return new UnoConfiguration<String, String>().setLoadLease(lease);
  }

  @Test
  void withALeaseEachIsLoadedOnce() throws Exception {
    Duration lease = Duration.ofSeconds(Threads.PATIENCE);
    List<UnoCache<String, String>> caches =
        List.of(cacheOf(here, "leased", leased(lease)), cacheOf(there, "leased", leased(lease)));
    AtomicInteger loads = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(2);
    List<CompletableFuture<List<String>>> readers = new ArrayList<>();
    for (UnoCache<String, String> each : caches) {
      readers.add(
          Threads.start(
              () -> {
                List<String> found = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                  together.await();
                  found.add(each.get("key" + i, key -> key + " " + loads.incrementAndGet()));
                }
                return found;
              }));
    }
    assertThat(readers.get(0).get(Threads.PATIENCE, SECONDS))
        .isEqualTo(readers.get(1).get(Threads.PATIENCE, SECONDS));
    assertThat(loads).hasValue(100);
  }

  @Test
  void whoWaitsTooLongLoads() throws Exception {
    UnoCache<String, String> slow = cacheOf(here, "leased", leased(Duration.ofSeconds(60)));
    UnoCache<String, String> quick = cacheOf(there, "leased", leased(Duration.ofMillis(20)));
    CompletableFuture<String> loaded = Threads.start(() -> slow.get("k", this::slowly));
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    assertThat(quick.get("k", key -> "quick")).isEqualTo("quick");
    go.countDown();
    assertThat(loaded.get(Threads.PATIENCE, SECONDS)).isEqualTo("old k");
    assertThat(slow.get("k")).isEqualTo("quick");
  }

  @Test
  void whoWaitsLoadsOnceTheOtherFailed() throws Exception {
    UnoCache<String, String> failing = cacheOf(here, "leased", leased(Duration.ofSeconds(60)));
    UnoCache<String, String> waiting = cacheOf(there, "leased", leased(Duration.ofSeconds(60)));
    CompletableFuture<String> failed =
        Threads.start(
            () ->
                failing.get(
                    "k",
                    key -> {
                      String unused = slowly(key);
                      throw new IllegalStateException("as it may");
                    }));
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    CompletableFuture<String> loaded = Threads.start(() -> waiting.get("k", key -> "value"));
    go.countDown();
    assertThat(loaded.get(Threads.PATIENCE, SECONDS)).isEqualTo("value");
    assertThat(failed).failsWithin(Duration.ofSeconds(Threads.PATIENCE)); // perhaps only now
  }
}
