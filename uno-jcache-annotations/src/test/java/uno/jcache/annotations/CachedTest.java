/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;

/** Our own annotations, on plain objects. */
class CachedTest {
  private final UnoCachingProvider provider = new UnoCachingProvider();
  private final UnoCacheManager manager =
      provider.getCacheManager(URI.create("cached"), getClass().getClassLoader());
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final UnoCache<Object, Object> region = region();

  private UnoCache<Object, Object> region() {
    var unused = manager.regions().create("users", Map.of("max-size", 1000, "ttl", "1h"));
    return manager.regions().cache("users");
  }

  @AfterEach
  void close() {
    provider.close();
  }

  record User(long id, String name) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  interface Users {
    @Cached(region = "users", key = "user:{id}", ttl = "5m")
    User find(long id) throws IOException;

    @Cached(region = "users", keyPrefix = "names")
    String name(long id, String language);

    @Cached(region = "users")
    @Nullable String nothing(@Nullable String key);

    @Cached(region = "users", keyPrefix = "maybe", cachesNull = true)
    Optional<String> maybe(String key);

    @Cached(region = "users", key = "later:{0}", ttl = "PT5M")
    CompletableFuture<String> later(String key);

    @InvalidateCache(regions = "users", patterns = "user:{user.id}*", events = "user.updated")
    void update(User user);

    @InvalidateCache(regions = "users", patterns = "*", afterInvocation = false)
    void reset();

    @Cached(region = "users", key = "fresh:{key}", ttl = "1h", refreshAhead = "3599950ms")
    int fresh(String key);

    @InvalidateCache(regions = "users", patterns = "names:{id}:*")
    void renamed(String id);
  }

  private final AtomicInteger freshened = new AtomicInteger();
  private final CompletableFuture<String> pending = new CompletableFuture<>();
  private volatile @Nullable Exception failure;
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile boolean gated;

  private final class Database implements Users {
    @Override
    public User find(long id) throws IOException {
      calls.add("find " + id);
      if (gated) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      if (failure instanceof IOException thrown) {
        throw thrown;
      }
      return new User(id, "Ada");
    }

    @Override
    public String name(long id, String language) {
      calls.add("name " + id + language);
      return language + id;
    }

    @Override
    public @Nullable String nothing(@Nullable String key) {
      calls.add("nothing " + key);
      return null;
    }

    @Override
    public Optional<String> maybe(String key) {
      calls.add("maybe " + key);
      return Optional.empty();
    }

    @Override
    public CompletableFuture<String> later(String key) {
      calls.add("later " + key);
      return pending;
    }

    @Override
    public void update(User user) {
      calls.add("update " + user.id());
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
    }

    @Override
    public void reset() {}

    @Override
    public int fresh(String key) {
      return freshened.incrementAndGet();
    }

    @Override
    public void renamed(String id) {}
  }

  private final Users users = CacheAnnotations.proxy(new Database(), Users.class, manager);

  @Test
  void aValueIsCachedUnderAReadableKeyForItsTime() throws IOException {
    assertThat(users.find(7)).isEqualTo(new User(7, "Ada"));
    assertThat(users.find(7)).isEqualTo(new User(7, "Ada"));
    assertThat(calls).containsExactly("find 7");
    assertThat(region.get("user:7")).isEqualTo(new User(7, "Ada"));
    Instant end = region.metadata("user:7").orElseThrow().expiresAt().orElseThrow();
    assertThat(end).isBetween(Instant.now().plusSeconds(240), Instant.now().plusSeconds(300));
  }

  @Test
  void withoutATemplateTheKeyIsThePrefixAndTheParameters() {
    assertThat(users.name(1, "en")).isEqualTo("en1");
    assertThat(users.nothing("k")).isNull();
    assertThat(users.nothing("k")).isNull();
    assertThat(calls)
        .as("null is not cached")
        .containsExactly("name 1en", "nothing k", "nothing k");
    assertThat(region.keys()).containsExactly("names:1:en");
    assertThat(users.maybe("x")).isEmpty();
    assertThat(users.maybe("x")).isEmpty();
    assertThat(calls).as("but here it is").endsWith("maybe x").hasSize(4);
  }

  interface Ambiguous {
    @Cached(keyPrefix = "a")
    String two(@Nullable String a, @Nullable String b);
  }

  @Test
  void noTwoCallsShareAKey() {
    AtomicInteger count = new AtomicInteger();
    Ambiguous ambiguous =
        CacheAnnotations.proxy(
            (a, b) -> String.valueOf(count.incrementAndGet()), Ambiguous.class, manager);
    String[] texts = {"a", "a:b", "b", "b:a", "a\\", "\\a", "", "null", "\\null", "\\\\null", null};
    for (int round = 0; round < 2; round++) {
      for (String a : texts) {
        for (String b : texts) {
          String unused = ambiguous.two(a, b);
        }
      }
    }
    assertThat(count).hasValue(texts.length * texts.length);
  }

  @Test
  void oneLoadsForAllWhoWait() throws Exception {
    gated = true;
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try {
      List<Future<User>> found = new ArrayList<>();
      Callable<User> find = () -> users.find(1);
      for (int i = 0; i < 8; i++) {
        found.add(executor.submit(find));
      }
      await().until(() -> !calls.isEmpty());
      gate.countDown();
      for (Future<User> each : found) {
        assertThat(each.get()).isEqualTo(new User(1, "Ada"));
      }
    } finally {
      var unused = executor.shutdownNow();
    }
    assertThat(calls).containsExactly("find 1");
  }

  @Test
  void callersGetTheExceptionOfTheMethodAndItIsNotCached() throws IOException {
    IOException thrown = new IOException("on purpose");
    failure = thrown;
    assertThatThrownBy(() -> users.find(1)).isSameAs(thrown);
    assertThatThrownBy(() -> users.find(1)).isSameAs(thrown);
    failure = null;
    assertThat(users.find(1).name()).isEqualTo("Ada");
    assertThat(calls).hasSize(3);
  }

  @Test
  void theValueOfAStageIsCachedAndLoadedOnce() {
    CompletableFuture<String> one = users.later("a");
    CompletableFuture<String> other = users.later("a");
    assertThat(one).isNotDone();
    pending.complete("v");
    assertThat(one.join()).isEqualTo("v");
    assertThat(other.join()).isEqualTo("v");
    assertThat(users.later("a").join()).isEqualTo("v");
    assertThat(calls).containsExactly("later a");
    assertThat(region.get("later:a")).isEqualTo("v");
  }

  @Test
  void theFailureOfAStageIsThatOfTheMethod() {
    CompletableFuture<String> one = users.later("a");
    IOException thrown = new IOException("on purpose");
    pending.completeExceptionally(thrown);
    assertThatThrownBy(one::join).hasCause(thrown);
    assertThat(region.size()).isZero();
  }

  @Test
  void patternsAndEventsInvalidate() throws IOException {
    var unused =
        manager
            .rules()
            .create(
                InvalidationRule.of(
                        "updates",
                        InvalidationStrategy.eventBased("user.updated")
                            .invalidating("profile:{user.id}"))
                    .withRegions("users"));
    for (String key : List.of("user:7", "user:7:photo", "user:8", "profile:7", "profile:8")) {
      region.put(key, key);
    }
    users.update(new User(7, "Eve"));
    assertThat(region.keys()).containsExactlyInAnyOrder("user:8", "profile:8");

    failure = new IOException();
    assertThatThrownBy(() -> users.update(new User(8, "Eve")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(region.keys()).containsExactlyInAnyOrder("user:8", "profile:8");
    users.reset();
    assertThat(region.keys()).isEmpty();
  }

  @Test
  void aValueIsLiteralInAPattern() {
    region.put("names:*:en", "a");
    region.put("names:1:en", "b");
    region.put("names:x\\:y:en", "c");
    users.renamed("*");
    assertThat(region.keys()).containsExactlyInAnyOrder("names:1:en", "names:x\\:y:en");
    users.renamed("x:y");
    assertThat(region.keys()).containsExactlyInAnyOrder("names:1:en");
  }

  @Test
  void aValueIsLoadedAgainBeforeItExpires() {
    assertThat(users.fresh("a")).isEqualTo(1);
    await()
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(users.fresh("a")).isGreaterThan(1));
    assertThat(Objects.requireNonNull(region.get("fresh:a"))).isNotEqualTo(1);
  }

  // ---- at the start

  @Test
  void aClassWithoutTheNamesOfParametersIsToldOf(@TempDir Path dir) throws Exception {
    Path source =
        Files.writeString(
            dir.resolve("Nameless.java"),
            """
            import uno.jcache.annotations.Cached;

            public class Nameless implements java.util.function.LongFunction<String> {
              @Cached(key = "{id}")
              public String apply(long id) {
                return "" + id;
              }
            }
            """);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                dir.toString(),
                source.toString());
    assertThat(failed).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()})) {
      LongFunction<?> nameless =
          (LongFunction<?>) loader.loadClass("Nameless").getDeclaredConstructor().newInstance();
      assertThatThrownBy(() -> CacheAnnotations.proxy(nameless, LongFunction.class, manager))
          .isInstanceOf(InvalidAnnotationException.class)
          .hasMessageContaining("Nameless.apply(long): @Cached: {id}: ")
          .hasMessageContaining("compile it with -parameters, or write {0}");
    }
  }

  interface Bad<T> {
    T call(String id, User user);
  }

  private static final class NoRegion implements Bad<String> {
    @Override
    @Cached(region = "user")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class NoParameter implements Bad<String> {
    @Override
    @Cached(key = "{idd}")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class NoPart implements Bad<String> {
    @Override
    @InvalidateCache(patterns = "{user.nam}")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class NoDuration implements Bad<String> {
    @Override
    @Cached(ttl = "5 mins and a half", key = "{id}")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class NoUnit implements Bad<String> {
    @Override
    @Cached(ttl = "300", key = "{id}")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class NoColon implements Bad<String> {
    @Override
    @Cached(key = "{id}-{user.name}")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class NothingNamed implements Bad<String> {
    @Override
    @InvalidateCache
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class TooLate implements Bad<String> {
    @Override
    @Cached(ttl = "1m", refreshAhead = "1m", key = "{id}")
    public String call(String id, User user) {
      return id;
    }
  }

  private static final class Open implements Bad<String> {
    @Override
    @Cached(key = "user:{id")
    public String call(String id, User user) {
      return id;
    }
  }

  static final class Overloaded implements Bad<String> {
    @Override
    @Cached
    public String call(String id, User user) {
      return id;
    }

    @Cached
    String call(String id) {
      return id;
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void whatMakesNoSenseIsReportedWithClassMethodAndRemedy() {
    Map<Bad<String>, String> bad =
        Map.of(
            new NoRegion(), "{ ttl = 10m }; did you mean 'users'? Known: users",
            new NoParameter(), "{idd} is no parameter of the method; did you mean 'id'?",
            new NoPart(), "User has no 'nam'; did you mean 'name'?",
            new NoDuration(), "ttl = '5 mins and a half' is no duration, such as 5m",
            new NoUnit(), "ttl = '300' has no unit; write 300s for seconds",
            new NoColon(), "'{id}-{user.name}' needs a colon between two values",
            new NothingNamed(), "it names neither patterns nor events",
            new TooLate(), "refreshAhead needs a ttl that is longer",
            new Open(), "'user:{id' has a '{' that is not followed by",
            new Overloaded(), "needs a keyPrefix");
    bad.forEach(
        (target, message) ->
            assertThatThrownBy(() -> CacheAnnotations.proxy(target, Bad.class, manager))
                .isInstanceOf(InvalidAnnotationException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(target.getClass().getName() + ".call(String, User): "));
  }
}
