/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/** The annotations of JSR-107, on plain objects. */
class StandardAnnotationsTest {
  private final UnoCachingProvider provider = new UnoCachingProvider();
  private final UnoCacheManager manager =
      provider.getCacheManager(URI.create("annotations"), getClass().getClassLoader());
  private final List<String> calls = new ArrayList<>();

  @AfterEach
  void close() {
    provider.close();
  }

  private <T> T proxy(T target, Class<T> type) {
    return CacheAnnotations.proxy(target, type, manager);
  }

  private UnoCache<Object, Object> cache(String name) {
    return Objects.requireNonNull(manager.getCache(name), name);
  }

  record User(long id, String name) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  interface Users {
    @Nullable User find(long id);

    User update(long id, String name);

    void put(long id, @Nullable User user);

    void delete(long id);

    void deleteAll();
  }

  @CacheDefaults(cacheName = "users")
  private final class DatabaseUsers implements Users {
    final Map<Long, User> rows = new HashMap<>(Map.of(1L, new User(1, "Ada")));
    @Nullable RuntimeException failure;

    @Override
    public String toString() {
      return "the database";
    }

    private void called(String what) {
      calls.add(what);
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    @CacheResult
    public @Nullable User find(long id) {
      called("find " + id);
      return rows.get(id);
    }

    @Override
    @CacheResult(skipGet = true)
    public User update(@CacheKey long id, String name) {
      called("update " + id);
      User user = new User(id, name);
      rows.put(id, user);
      return user;
    }

    @Override
    @CachePut
    public void put(long id, @CacheValue @Nullable User user) {
      called("put " + id);
    }

    @Override
    @CacheRemove
    public void delete(long id) {
      called("delete " + id);
    }

    @Override
    @CacheRemoveAll
    public void deleteAll() {
      called("delete all");
    }
  }

  private final DatabaseUsers database = new DatabaseUsers();
  private final Users users = proxy(database, Users.class);

  @Test
  void aResultIsCached() {
    assertThat(users.find(1)).isEqualTo(new User(1, "Ada"));
    assertThat(users.find(1)).isEqualTo(new User(1, "Ada"));
    assertThat(calls).containsExactly("find 1");
    assertThat(cache("users").get(MethodKey.of(1L))).isEqualTo(new User(1, "Ada"));
  }

  @Test
  void nullIsNotCached() {
    assertThat(users.find(2)).isNull();
    assertThat(users.find(2)).isNull();
    assertThat(calls).containsExactly("find 2", "find 2");
  }

  @Test
  void aMethodThatSkipsTheGetAlwaysRunsAndCachesItsResult() {
    assertThat(users.find(1)).isEqualTo(new User(1, "Ada"));
    assertThat(users.update(1, "Ida").name()).isEqualTo("Ida");
    assertThat(users.update(1, "Eda").name()).isEqualTo("Eda");
    assertThat(users.find(1)).isEqualTo(new User(1, "Eda"));
    assertThat(calls).containsExactly("find 1", "update 1", "update 1");
  }

  @Test
  void aPutStoresTheParameter() {
    users.put(7, new User(7, "Eve"));
    assertThat(users.find(7)).isEqualTo(new User(7, "Eve"));
    assertThat(calls).containsExactly("put 7");
  }

  @Test
  void aPutOfNullLeavesNothingOldBehind() {
    users.put(1, new User(1, "old"));
    users.put(1, null);
    assertThat(users.find(1)).isEqualTo(new User(1, "Ada"));
  }

  @Test
  void removalsRemove() {
    users.find(1);
    users.put(2, new User(2, "Bob"));
    users.delete(1);
    assertThat(cache("users").size()).isEqualTo(1);
    users.deleteAll();
    assertThat(cache("users").size()).isZero();
  }

  @Test
  void aMethodThatFailsChangesNothing() {
    users.put(1, new User(1, "kept"));
    database.failure = new IllegalStateException("on purpose");
    assertThatThrownBy(() -> users.put(1, new User(1, "lost"))).isSameAs(database.failure);
    assertThatThrownBy(() -> users.delete(1)).isSameAs(database.failure);
    assertThatThrownBy(users::deleteAll).isSameAs(database.failure);
    assertThatThrownBy(() -> users.find(3)).isSameAs(database.failure);
    assertThat(users.find(1)).isEqualTo(new User(1, "kept"));
  }

  @Test
  void aCacheThatIsReplacedIsFoundAgain() {
    users.find(1);
    manager.destroyCache("users");
    assertThat(users.find(1)).isEqualTo(new User(1, "Ada"));
    assertThat(users.find(1)).isEqualTo(new User(1, "Ada"));
    assertThat(calls).containsExactly("find 1", "find 1");
  }

  // ---- exceptions

  interface Risky {
    @CacheResult(
        cacheName = "values",
        exceptionCacheName = "failures",
        cachedExceptions = IOException.class,
        nonCachedExceptions = java.io.FileNotFoundException.class)
    String read(String name) throws IOException;

    @CacheRemove(cacheName = "values", evictFor = IllegalStateException.class)
    void remove(String name);

    @CachePut(cacheName = "values", afterInvocation = false)
    void putBefore(String name, @CacheValue String value);

    @CacheRemoveAll(cacheName = "values", noEvictFor = IllegalStateException.class)
    void removeAll();
  }

  private final Risky risky =
      proxy(
          new Risky() {
            @Override
            public String read(String name) throws IOException {
              calls.add("read " + name);
              throw name.equals("none")
                  ? new java.io.FileNotFoundException(name)
                  : new IOException(name);
            }

            @Override
            public void remove(String name) {
              throw name.equals("bad")
                  ? new IllegalStateException(name)
                  : new IllegalArgumentException(name);
            }

            @Override
            public void putBefore(String name, String value) {
              throw new IllegalStateException(value);
            }

            @Override
            public void removeAll() {
              throw new IllegalArgumentException();
            }
          },
          Risky.class);

  @Test
  void exceptionsAreCachedInACacheOfTheirOwn() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> risky.read("a")).isInstanceOf(IOException.class).hasMessage("a");
      assertThatThrownBy(() -> risky.read("none")).hasMessage("none");
    }
    assertThat(calls).containsExactly("read a", "read none", "read none");
    assertThat(cache("failures").size()).isEqualTo(1);
  }

  @Test
  void someExceptionsDoNotPreventAChange() {
    assertThatThrownBy(() -> risky.putBefore("a", "1")).hasMessage("1");
    assertThatThrownBy(() -> risky.putBefore("bad", "2")).hasMessage("2");
    assertThat(cache("values").size()).as("stored before the method failed").isEqualTo(2);
    assertThatThrownBy(() -> risky.remove("a")).hasMessage("a");
    assertThat(cache("values").size()).isEqualTo(2);
    assertThatThrownBy(() -> risky.remove("bad")).hasMessage("bad");
    assertThat(cache("values").size()).isEqualTo(1);
    assertThatThrownBy(risky::removeAll).isInstanceOf(IllegalArgumentException.class);
    assertThat(cache("values").size()).isZero();
  }

  // ---- values that are not there yet

  interface Later {
    @CacheResult(cacheName = "later", exceptionCacheName = "failed later")
    CompletionStage<String> stage(String key);

    @CacheResult(cacheName = "later")
    CompletableFuture<@Nullable String> future(String key);

    @CacheResult(cacheName = "maybe")
    Optional<String> maybe(String key);

    @CacheRemove(cacheName = "later")
    CompletableFuture<@Nullable Void> remove(String key);
  }

  private final CompletableFuture<String> pending = new CompletableFuture<>();

  private final CompletableFuture<@Nullable Void> removal = new CompletableFuture<>();

  private final Later later =
      proxy(
          new Later() {
            @Override
            public CompletionStage<String> stage(String key) {
              calls.add("stage " + key);
              return pending;
            }

            @Override
            public CompletableFuture<@Nullable String> future(String key) {
              calls.add("future " + key);
              return CompletableFuture.completedFuture(null);
            }

            @Override
            public Optional<String> maybe(String key) {
              calls.add("maybe " + key);
              return key.equals("none") ? Optional.empty() : Optional.of(key);
            }

            @Override
            public CompletableFuture<@Nullable Void> remove(String key) {
              return removal;
            }
          },
          Later.class);

  @Test
  void theValueOfAStageIsCachedAndNotTheStage() {
    CompletableFuture<String> first = later.stage("a").toCompletableFuture();
    assertThat(first).isNotDone();
    assertThat(cache("later").size()).isZero();
    pending.complete("v");
    assertThat(first).isCompletedWithValue("v");
    assertThat(cache("later").get(MethodKey.of("a"))).isEqualTo("v");
    assertThat(later.stage("a").toCompletableFuture()).isCompletedWithValue("v");
    assertThat(calls).containsExactly("stage a");

    assertThat(later.future("b")).isCompletedWithValue(null);
    assertThat(later.future("b")).isCompletedWithValue(null);
    assertThat(calls).containsExactly("stage a", "future b", "future b");
  }

  @Test
  void theFailureOfAStageIsCachedWhereExceptionsAre() {
    IOException failure = new IOException("on purpose");
    CompletableFuture<String> first = later.stage("a").toCompletableFuture();
    pending.completeExceptionally(failure);
    assertThat(first).isCompletedExceptionally();
    assertThatThrownBy(first::join).hasCause(failure);
    assertThatThrownBy(later.stage("a").toCompletableFuture()::join)
        .hasCauseInstanceOf(IOException.class);
    assertThat(calls).containsExactly("stage a");
  }

  @Test
  void anEntryIsRemovedWhenTheStageHasCompleted() {
    pending.complete("v");
    assertThat(later.stage("a").toCompletableFuture()).isCompleted();
    CompletableFuture<@Nullable Void> removed = later.remove("a");
    assertThat(cache("later").size()).isEqualTo(1);
    removal.complete(null);
    assertThat(removed).isCompleted();
    assertThat(cache("later").size()).isZero();
  }

  @Test
  void whatAnOptionalHoldsIsCached() {
    for (int i = 0; i < 2; i++) {
      assertThat(later.maybe("a")).contains("a");
      assertThat(later.maybe("none")).isEmpty();
    }
    assertThat(calls).containsExactly("maybe a", "maybe none", "maybe none");
    assertThat(cache("maybe").get(MethodKey.of("a"))).isEqualTo("a");
  }

  // ---- keys and names

  interface Finder<T, I> {
    T byId(I id);

    int sum(int[] numbers, String... words);

    String none();
  }

  private final class Names implements Finder<String, Long> {
    @Override
    @CacheResult
    public String byId(Long id) {
      calls.add("byId");
      return "name of " + id;
    }

    @Override
    @CacheResult(cacheName = "sums")
    public int sum(int[] numbers, String... words) {
      calls.add("sum");
      return numbers.length + words.length;
    }

    @Override
    @CacheResult(cacheName = "nothing")
    public String none() {
      calls.add("none");
      return "n";
    }
  }

  @SuppressWarnings("unchecked") // a class object of a generic type
  private Finder<String, Long> names() {
    return proxy(new Names(), Finder.class);
  }

  @Test
  void aCacheWithoutANameIsNamedAfterTheMethod() {
    Finder<String, Long> names = names();
    assertThat(names.byId(1L)).isEqualTo("name of 1");
    assertThat(names.byId(1L)).isEqualTo("name of 1");
    assertThat(calls).containsExactly("byId");
    assertThat(cache(Names.class.getName() + ".byId(java.lang.Long)").size()).isEqualTo(1);
  }

  @Test
  void arraysAreComparedByTheirElements() {
    Finder<String, Long> names = names();
    assertThat(names.sum(new int[] {1, 2}, "a")).isEqualTo(3);
    assertThat(names.sum(new int[] {1, 2}, "a")).isEqualTo(3);
    assertThat(names.sum(new int[] {1}, "a", "b")).isEqualTo(3);
    assertThat(calls).containsExactly("sum", "sum");
    assertThat(names.none()).isEqualTo("n");
    assertThat(names.none()).isEqualTo("n");
    assertThat(calls).containsExactly("sum", "sum", "none");
  }

  @Test
  void keysAreReadableSoThatPatternsMatchThem() {
    users.put(12, new User(12, "a"));
    users.put(13, new User(13, "b"));
    users.put(23, new User(23, "c"));
    assertThat(cache("users").invalidateMatching("1*")).isEqualTo(2);
    assertThat(MethodKey.of(new int[][] {{1}, {2}}, null, "x")).hasToString("[[1], [2]]:null:x");
    assertThat(MethodKey.of()).hasToString("()");
  }

  @Test
  void aProxyIsItsTargetOtherwise() {
    assertThat(users).hasToString("the database");
    assertThat(users.hashCode()).isEqualTo(database.hashCode());
  }
}
