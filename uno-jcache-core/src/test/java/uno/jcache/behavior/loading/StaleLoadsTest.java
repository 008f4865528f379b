/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Changes of an entry while it is being loaded: what the loader read before must not stay. */
class StaleLoadsTest {
  /** A change of key {@code k}. */
  interface Change extends Consumer<UnoCache<String, String>> {}

  @RegisterExtension final Caches caches = new Caches();
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  /** Reads "old" and returns when it is let go. */
  private final Source<String, String> source =
      new Source<>() {
        @Override
        public @Nullable String load(String key) {
          String value = super.load(key);
          if (loads.get() == 1) {
            loading.countDown();
            try {
              assertThat(go.await(Threads.PATIENCE, SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          return value;
        }
      };

  private UnoCache<String, String> cache() {
    source.rows.put("k", "old");
    return caches.create(source.writeThrough(source.readThrough(Caches.byReference())));
  }

  static Stream<Named<Change>> writes() {
    return Stream.of(
        named("put", cache -> cache.put("k", "new")),
        named("putAll", cache -> cache.putAll(Map.of("k", "new"))),
        named("putIfAbsent", cache -> cache.putIfAbsent("k", "new")),
        named("getAndPut", cache -> cache.getAndPut("k", "new")),
        named(
            "invoke",
            cache ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      entry.setValue("new");
                      return null;
                    })),
        named(
            "put and evict",
            cache -> {
              cache.put("k", "new");
              cache.clear();
            }));
  }

  static Stream<Named<Change>> removals() {
    return Stream.of(
        named("remove", cache -> cache.remove("k")),
        named("getAndRemove", cache -> cache.getAndRemove("k")),
        named("removeAll of keys", cache -> cache.removeAll(Set.of("k"))),
        named(
            "put and removeAll",
            cache -> {
              cache.put("k", "new");
              cache.removeAll();
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

  private static Named<Change> named(String name, Change change) {
    return Named.of(name, change);
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aWriteDuringAReadThroughStands(Change write) throws Exception {
    UnoCache<String, String> cache = cache();
    var reader = Threads.start(() -> cache.get("k"));
    during(cache, reader, write);
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @ParameterizedTest
  @MethodSource("removals")
  void aRemovalDuringAReadThroughStands(Change removal) throws Exception {
    UnoCache<String, String> cache = cache();
    var reader = Threads.start(() -> cache.get("k"));
    during(cache, reader, removal);
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.get("k")).isNull();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aWriteDuringAReadOfManyStands(Change write) throws Exception {
    UnoCache<String, String> cache = cache();
    var reader = Threads.start(() -> cache.getAll(Set.of("k", "other")));
    during(cache, reader, write);
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @ParameterizedTest
  @MethodSource("removals")
  void aRemovalDuringALoadAllStands(Change removal) throws Exception {
    UnoCache<String, String> cache = cache();
    var done = new CompletionListenerFuture();
    cache.loadAll(Set.of("k"), false, done);
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    removal.accept(cache);
    go.countDown();
    done.get(Threads.PATIENCE, SECONDS);
    assertThat(cache.containsKey("k")).isFalse();
  }

  private void during(UnoCache<String, String> cache, CompletableFuture<?> reader, Change change)
      throws Exception {
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    change.accept(cache);
    go.countDown();
    Threads.join(reader);
  }

  @Test
  void aClearDuringALoadMayNotBringBackWhatWasReadBefore() throws Exception {
    UnoCache<String, String> cache = cache();
    var reader = Threads.start(() -> cache.get("k"));
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    source.rows.put("k", "new");
    cache.clear();
    go.countDown();
    Threads.join(reader);
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @Test
  void changesDoNotWaitForTheLoader() throws Exception {
    UnoCache<String, String> cache = cache();
    var reader = Threads.start(() -> cache.get("k"));
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    cache.put("k", "new");
    assertThat(cache.get("k")).isEqualTo("new");
    assertThat(reader).isNotDone();
    go.countDown();
    Threads.join(reader);
  }
}
