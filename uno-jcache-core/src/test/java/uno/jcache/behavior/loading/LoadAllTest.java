/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** {@code loadAll}, which loads ahead of reads. */
class LoadAllTest {
  @RegisterExtension final Caches caches = new Caches();
  private final Source<String, String> source = new Source<>();

  private UnoCache<String, String> cache(Source<String, String> from) {
    return caches.create(Caches.<String, String>byReference().setCacheLoaderFactory(() -> from));
  }

  private static void loadAll(UnoCache<String, String> cache, boolean replace, String... keys)
      throws Exception {
    var done = new CompletionListenerFuture();
    cache.loadAll(Set.of(keys), replace, done);
    done.get(Threads.PATIENCE, SECONDS);
  }

  @Test
  void loadsWhatIsMissingWithoutReadThrough() throws Exception {
    source.rows.putAll(Map.of("a", "1", "b", "2"));
    UnoCache<String, String> cache = cache(source);
    cache.put("a", "own");
    loadAll(cache, false, "a", "b", "c");
    assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(Map.of("a", "own", "b", "2"));
  }

  /** A key that does something when it is looked up. */
  private record Hooked(String name, Runnable hook) {
    @Override
    public int hashCode() {
      hook.run();
      return name.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Hooked key && key.name.equals(name);
    }
  }

  @Test
  void aLoaderIsNotCalledAnyMoreOnceTheCacheIsClosed() throws Exception {
    Source<Hooked, String> from = new Source<>();
    Queue<Runnable> tasks = new ArrayDeque<>();
    UnoCache<Hooked, String> cache =
        caches.create(
            Caches.<Hooked, String>byReference()
                .setCacheLoaderFactory(() -> from)
                .setExecutor(tasks::add));
    AtomicReference<Runnable> hook = new AtomicReference<>(() -> {});
    var done = new CompletionListenerFuture();
    cache.loadAll(Set.of(new Hooked("key", () -> requireNonNull(hook.get()).run())), false, done);
    hook.set(cache::close);
    tasks.remove().run();
    assertThatThrownBy(() -> done.get(Threads.PATIENCE, SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(from.loads).hasValue(0);
  }

  @Test
  void replacesWhatIsThereWhereItIsTold() throws Exception {
    source.rows.putAll(Map.of("a", "1", "b", "2"));
    UnoCache<String, String> cache = cache(source);
    cache.put("a", "own");
    cache.put("c", "own");
    loadAll(cache, true, "a", "b", "c");
    assertThat(cache.getAll(Set.of("a", "b", "c")))
        .isEqualTo(Map.of("a", "1", "b", "2", "c", "own"));
  }

  @Test
  void aLoaderThatReturnsNullLoadsNothing() throws Exception {
    UnoCache<String, String> cache =
        cache(
            new Source<>() {
              @Override
              @SuppressWarnings("NullAway") // what a careless loader does
              public Map<String, String> loadAll(Iterable<? extends String> keys) {
                return null;
              }
            });
    loadAll(cache, false, "a");
    loadAll(cache, true, "a");
    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void nullValuesAndKeysThatNobodyAskedForAreLeftOut() throws Exception {
    UnoCache<String, String> cache =
        cache(
            new Source<>() {
              @Override
              @SuppressWarnings("NullAway") // what a careless loader does
              public Map<String, String> loadAll(Iterable<? extends String> keys) {
                Map<String, String> loaded = new HashMap<>();
                loaded.put("a", null);
                loaded.put("b", "2");
                loaded.put("extra", "3");
                return loaded;
              }
            });
    loadAll(cache, false, "a", "b");
    loadAll(cache, true, "a", "b");
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(cache.get("b")).isEqualTo("2");
    assertThat(cache.containsKey("extra")).isFalse();
  }

  @Test
  void aFailureGoesToTheCompletionListener() {
    UnoCache<String, String> cache =
        cache(
            new Source<>() {
              @Override
              public Map<String, String> loadAll(Iterable<? extends String> keys) {
                throw new IllegalStateException("source down");
              }
            });
    for (boolean replace : new boolean[] {false, true}) {
      var done = new CompletionListenerFuture();
      cache.loadAll(Set.of("a"), replace, done);
      assertThatThrownBy(() -> done.get(Threads.PATIENCE, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(CacheLoaderException.class)
          .hasRootCauseMessage("source down");
    }
  }

  @Test
  void withoutALoaderItCompletesAtOnce() throws Exception {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    loadAll(cache, true, "a");
    assertThat(cache.containsKey("a")).isFalse();
  }

  @Test
  void noKeysAreLoadedWithoutTheLoader() throws Exception {
    UnoCache<String, String> cache = cache(source);
    loadAll(cache, true);
    loadAll(cache, false);
    assertThat(source.loads).hasValue(0);
  }

  @Test
  void withoutACompletionListenerItLoadsTheSame() {
    source.rows.put("a", "1");
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setCacheLoaderFactory(() -> source)
                .setExecutor(Runnable::run));
    cache.loadAll(Set.of("a"), true, null);
    assertThat(cache.get("a")).isEqualTo("1");
  }

  @Test
  void aTaskOfThePoolThatLoadsMayWaitForThat() throws Exception {
    source.rows.put("a", "1");
    ForkJoinPool pool = new ForkJoinPool(1);
    try {
      UnoCache<String, String> cache =
          caches.create(
              Caches.<String, String>byReference()
                  .setCacheLoaderFactory(() -> source)
                  .setExecutor(pool));
      Future<String> loaded =
          pool.submit(
              () -> {
                CompletionListenerFuture done = new CompletionListenerFuture();
                cache.loadAll(Set.of("a"), false, done);
                Object unused = done.get(10, TimeUnit.SECONDS);
                return cache.get("a");
              });
      assertThat(loaded.get(20, TimeUnit.SECONDS)).isEqualTo("1");
    } finally {
      pool.shutdownNow();
    }
  }

  /** Counts how often it is compared. */
  private record Compared(int number, AtomicInteger times) {
    @Override
    public boolean equals(@Nullable Object other) {
      times.incrementAndGet();
      return other instanceof Compared it && it.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  @Test
  @Tag("in-heap") // elsewhere keys are compared as bytes
  void aPutIsNotComparedWithAllKeysThatAreBeingLoaded() {
    AtomicInteger times = new AtomicInteger();
    AtomicInteger during = new AtomicInteger();
    Set<Compared> keys = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add(new Compared(i, times));
    }
    AtomicReference<UnoCache<Compared, String>> cache = new AtomicReference<>();
    CacheLoader<Compared, String> loader =
        new CacheLoader<>() {
          @Override
          public String load(Compared key) {
            return "row";
          }

          @Override
          public Map<Compared, String> loadAll(Iterable<? extends Compared> all) {
            int before = times.get();
            requireNonNull(cache.get()).put(new Compared(1_000_000, times), "other");
            requireNonNull(cache.get()).put(new Compared(1, times), "newer");
            during.set(times.get() - before);
            Map<Compared, String> rows = new HashMap<>();
            all.forEach(key -> rows.put(key, "row"));
            return rows;
          }
        };
    cache.set(
        caches.create(
            Caches.<Compared, String>byReference()
                .setCacheLoaderFactory(() -> loader)
                .setExecutor(Runnable::run)));
    requireNonNull(cache.get()).loadAll(keys, true, null);
    assertThat(during.get()).isLessThan(100);
    assertThat(requireNonNull(cache.get()).get(new Compared(1, times))).isEqualTo("newer");
    assertThat(requireNonNull(cache.get()).get(new Compared(2, times))).isEqualTo("row");
  }

  @Test
  void anExecutorThatTakesNothingIsReportedAtOnce() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setCacheLoaderFactory(() -> source)
                .setExecutor(
                    task -> {
                      throw new RejectedExecutionException("shut down");
                    }));
    assertThatThrownBy(() -> cache.loadAll(Set.of("a"), true, null))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'");
  }

  @Test
  void replacedEntriesArePublishedAsUpdated() throws Exception {
    source.rows.putAll(Map.of("a", "1", "b", "2"));
    var events = new Events<String, String>();
    UnoCache<String, String> cache = cache(source);
    cache.put("a", "own");
    cache.registerCacheEntryListener(Events.sync(events));
    loadAll(cache, true, "a", "b");
    assertThat(events.seen())
        .containsExactlyInAnyOrder("UPDATED a: own -> 1", "CREATED b: null -> 2");
  }
}
