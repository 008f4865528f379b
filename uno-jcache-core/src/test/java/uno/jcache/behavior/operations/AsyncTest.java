/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoaderException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoAsyncCache;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;

/** The operations of a cache as stages. */
class AsyncTest {
  @RegisterExtension final Caches caches = new Caches();

  private final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
  private final MovedClock clock = new MovedClock();

  private UnoCache<String, Integer> cache() {
    return caches.create(Caches.<String, Integer>byReference().setTicker(clock));
  }

  private UnoAsyncCache<String, Integer> async(UnoCache<String, Integer> cache) {
    return cache.async(
        task ->
            new Thread(
                    () -> {
                      threads.add(Thread.currentThread().getName());
                      task.run();
                    },
                    "of the user")
                .start());
  }

  @Test
  void operationsWithinEachOtherNeedNoMoreThreadsThanThePoolHas() throws Exception {
    UnoCache<String, Integer> cache = cache();
    ExecutorService pool = Executors.newFixedThreadPool(1);
    try {
      UnoAsyncCache<String, Integer> async = cache.async(pool);
      CompletableFuture<Integer> four =
          async.get(
              "a",
              a -> async.get("b", b -> async.get("c", c -> async.get("d", d -> completed(4)))));
      assertThat(four.get(10, TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(cache.get("d")).isEqualTo(4);
    } finally {
      pool.shutdownNow();
    }
  }

  private static CompletableFuture<Integer> completed(int value) {
    return CompletableFuture.completedFuture(value);
  }

  @Test
  void anOperationWithinAnotherFailsAsElsewhere() throws Exception {
    UnoCache<String, Integer> cache = cache();
    UnoAsyncCache<String, Integer> async = cache.async(Runnable::run);
    CompletableFuture<Integer> failed =
        async.get(
            "a",
            a ->
                async.get(
                    "b",
                    b -> {
                      throw new IllegalStateException("source");
                    }));
    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("source");
  }

  @Test
  void operationsDoWhatTheirNamesakesDo() throws Exception {
    UnoCache<String, Integer> cache = cache();
    UnoAsyncCache<String, Integer> async = async(cache);

    async.put("a", 1).get();
    assertThat(async.get("a").get()).isEqualTo(1);
    assertThat(async.get("none").get()).isNull();
    assertThat(async.containsKey("a").get()).isTrue();
    assertThat(async.putIfAbsent("a", 2).get()).isFalse();
    assertThat(async.getAndPut("a", 3).get()).isEqualTo(1);
    assertThat(async.replace("a", 4).get()).isTrue();
    assertThat(async.replace("a", 4, 5).get()).isTrue();
    assertThat(async.getAndReplace("a", 6).get()).isEqualTo(5);
    assertThat(
            async
                .invoke(
                    "a",
                    (entry, arguments) -> {
                      entry.setValue(entry.getValue() + 1);
                      return entry.getValue();
                    })
                .get())
        .isEqualTo(7);
    async.putAll(Map.of("b", 1, "c", 2)).get();
    assertThat(async.getAll(Set.of("a", "b")).get())
        .containsOnly(Map.entry("a", 7), Map.entry("b", 1));
    assertThat(
            async.invokeAll(Set.of("b", "c"), (entry, arguments) -> entry.getKey()).get().values())
        .extracting(EntryProcessorResult::get)
        .containsExactlyInAnyOrder("b", "c");
    assertThat(async.remove("b", 9).get()).isFalse();
    assertThat(async.remove("b").get()).isTrue();
    assertThat(async.getAndRemove("c").get()).isEqualTo(2);
    assertThat(async.invalidateMatching("a*").get()).isEqualTo(1);
    async.putAll(Map.of("x:1", 1, "x:2", 2, "x:3", 3)).get();
    assertThat(async.size().get()).isEqualTo(3);
    assertThat(cache.metadata("x:1")).isPresent(); // and so a near cache has a copy
    assertThat(async.metadata("x:1").get()).isEqualTo(cache.metadata("x:1"));
    assertThat(async.metadata("none").get()).isEmpty();
    async.removeAll(Set.of("x:1")).get();
    assertThat(cache.keys()).containsExactlyInAnyOrder("x:2", "x:3");
    async.removeAll().get();
    async.put("y", 1).get();
    async.clear().get();
    assertThat(cache.keys()).isEmpty();
    assertThat(threads).isNotEmpty().containsOnly("of the user");
  }

  @Test
  void lifetimesHoldHereToo() throws Exception {
    UnoCache<String, Integer> cache = cache();
    UnoAsyncCache<String, Integer> async = async(cache);
    async.put("a", 1, Duration.ofSeconds(1)).get();
    async.putAll(Map.of("b", 1), Duration.ofSeconds(1)).get();
    async.get("c", key -> CompletableFuture.completedFuture(1), Duration.ofSeconds(1)).get();
    assertThat(cache.keys()).hasSize(3);
    clock.advance(1_000);
    assertThat(cache.keys()).isEmpty();
  }

  @Test
  void anAsynchronousLoaderIsAskedOnce() throws Exception {
    UnoAsyncCache<String, Integer> async = async(cache());
    AtomicInteger loads = new AtomicInteger();
    CompletableFuture<Integer> source = new CompletableFuture<>();
    var first =
        async.get(
            "k",
            key -> {
              loads.incrementAndGet();
              return source;
            });
    var second =
        async.get(
            "k",
            key -> {
              loads.incrementAndGet();
              return source;
            });
    source.complete(7);
    assertThat(first.get()).isEqualTo(7);
    assertThat(second.get()).isEqualTo(7);
    assertThat(loads).hasValue(1);
  }

  @SuppressWarnings("NullAway") // on purpose
  private static Function<String, CompletableFuture<Integer>> noLoader() {
    return null;
  }

  @Test
  void whatAnOperationThrowsCompletesTheStage() {
    UnoCache<String, Integer> cache = cache();
    UnoAsyncCache<String, Integer> async = async(cache);
    var failed =
        async.get(
            "k", key -> CompletableFuture.failedFuture(new IllegalStateException("no database")));
    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("no database");
    assertThatThrownBy(async.put("k", 1, Duration.ZERO)::get)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(async.get("k", noLoader())::get)
        .hasCauseInstanceOf(NullPointerException.class);
    cache.close();
    assertThatThrownBy(async.get("k")::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anExecutorThatWasShutDownCompletesTheStage() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    assertThatThrownBy(cache().async(executor).get("k")::get)
        .hasCauseInstanceOf(CacheException.class)
        .hasMessageContaining("'test'");
  }

  @Test
  void withoutAnExecutorTheCommonPoolRunsThem() throws Exception {
    assertThat(cache().async().putIfAbsent("k", 1).get()).isTrue();
  }

  @Test
  void severalKeysAreLoadedByAnAsynchronousLoader() throws Exception {
    UnoAsyncCache<String, Integer> async = async(cache());
    assertThat(
            async
                .getAll(
                    Set.of("a", "b"),
                    keys -> CompletableFuture.supplyAsync(() -> Map.of("a", 1, "b", 2)),
                    Duration.ofMinutes(1))
                .get())
        .isEqualTo(Map.of("a", 1, "b", 2));
    assertThat(async.getAll(Set.of("a"), keys -> CompletableFuture.completedFuture(Map.of())).get())
        .isEqualTo(Map.of("a", 1));
  }
}
