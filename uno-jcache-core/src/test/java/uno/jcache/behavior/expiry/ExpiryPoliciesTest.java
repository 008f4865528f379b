/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.expiry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Source;

/** The five policies of the standard, to the millisecond. */
class ExpiryPoliciesTest {
  /** An operation on key {@code k}, whose value is {@code v}. */
  interface Operation extends Consumer<UnoCache<String, String>> {}

  private static final Duration TTL = new Duration(MILLISECONDS, 100);

  @RegisterExtension final Caches caches = new Caches();
  private final MovedClock clock = new MovedClock();

  static Stream<Named<Operation>> creations() {
    return Stream.of(
        named("put", cache -> cache.put("k", "v")),
        named("getAndPut", cache -> cache.getAndPut("k", "v")),
        named("putIfAbsent", cache -> cache.putIfAbsent("k", "v")),
        named("putAll", cache -> cache.putAll(Map.of("k", "v"))),
        named("invoke that sets", ExpiryPoliciesTest::set),
        named("loadAll", cache -> loadAll(cache, false)),
        named("loadAll that replaces", cache -> loadAll(cache, true)));
  }

  static Stream<Named<Operation>> updates() {
    return Stream.of(
        named("put", cache -> cache.put("k", "w")),
        named("getAndPut", cache -> cache.getAndPut("k", "w")),
        named("putAll", cache -> cache.putAll(Map.of("k", "w"))),
        named("replace", cache -> cache.replace("k", "w")),
        named("replace of an expected value", cache -> cache.replace("k", "v", "w")),
        named("getAndReplace", cache -> cache.getAndReplace("k", "w")),
        named("invoke that sets", ExpiryPoliciesTest::set),
        named(
            "invoke that gets and sets",
            cache ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      entry.setValue(entry.getValue() + "w");
                      return null;
                    })),
        named("loadAll that replaces", cache -> loadAll(cache, true)));
  }

  static Stream<Named<Operation>> accesses() {
    return Stream.of(
        named("get", cache -> cache.get("k")),
        named("getAll", cache -> cache.getAll(Set.of("k", "other"))),
        named("replace of another value", cache -> cache.replace("k", "another", "w")),
        named("remove of another value", cache -> cache.remove("k", "another")),
        named("invoke that gets", cache -> cache.invoke("k", (entry, args) -> entry.getValue())),
        named("iterator", cache -> cache.iterator().next()));
  }

  static Stream<Named<Operation>> neither() {
    return Stream.of(
        named("containsKey", cache -> cache.containsKey("k")),
        named("putIfAbsent", cache -> cache.putIfAbsent("k", "w")),
        named("hasNext of an iterator", cache -> assertThat(cache.iterator().hasNext()).isTrue()),
        named("invoke that looks", cache -> cache.invoke("k", (entry, args) -> entry.exists())),
        named("loadAll that keeps", cache -> loadAll(cache, false)));
  }

  private static Named<Operation> named(String name, Operation operation) {
    return Named.of(name, operation);
  }

  private static void set(UnoCache<String, String> cache) {
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("set");
          return null;
        });
  }

  private static void loadAll(UnoCache<String, String> cache, boolean replace) {
    var done = new CompletionListenerFuture();
    cache.loadAll(Set.of("k"), replace, done);
    try {
      done.get(10, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private UnoCache<String, String> cache(Factory<? extends ExpiryPolicy> policy) {
    var source = new Source<String, String>();
    source.rows.put("k", "loaded");
    return caches.create(
        Caches.<String, String>byReference()
            .setExpiryPolicyFactory(policy)
            .setCacheLoaderFactory(() -> source)
            .setTicker(clock));
  }

  /** Asserts that the entry lives so long from now, and not a millisecond longer. */
  private void assertLives(UnoCache<String, String> cache, long millis) {
    clock.advance(millis - 1);
    assertThat(cache.containsKey("k")).as("alive in the last millisecond").isTrue();
    clock.advance(1);
    assertThat(cache.containsKey("k")).as("alive at its deadline").isFalse();
    assertThat(cache.get("k")).isNull();
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("creations")
  void aCreatedEntryLivesItsTime(Operation create) {
    UnoCache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(TTL));
    create.accept(cache);
    assertLives(cache, 100);
  }

  @ParameterizedTest
  @MethodSource({"updates", "accesses", "neither"})
  void underTheCreatedPolicyNothingMovesTheDeadline(Operation operation) {
    UnoCache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    operation.accept(cache);
    assertLives(cache, 40);
  }

  @ParameterizedTest
  @MethodSource("updates")
  void underTheModifiedPolicyAnUpdateBeginsTheTimeAnew(Operation update) {
    UnoCache<String, String> cache = cache(ModifiedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    update.accept(cache);
    assertLives(cache, 100);
  }

  @ParameterizedTest
  @MethodSource({"accesses", "neither"})
  void underTheModifiedPolicyAReadMovesNothing(Operation operation) {
    UnoCache<String, String> cache = cache(ModifiedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    operation.accept(cache);
    assertLives(cache, 40);
  }

  @ParameterizedTest
  @MethodSource("accesses")
  void underTheAccessedPolicyAReadBeginsTheTimeAnew(Operation access) {
    UnoCache<String, String> cache = cache(AccessedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    access.accept(cache);
    assertLives(cache, 100);
  }

  @ParameterizedTest
  @MethodSource({"updates", "neither"})
  void underTheAccessedPolicyAnUpdateMovesNothing(Operation operation) {
    UnoCache<String, String> cache = cache(AccessedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    operation.accept(cache);
    assertLives(cache, 40);
  }

  @ParameterizedTest
  @MethodSource({"updates", "accesses"})
  void underTheTouchedPolicyReadsAndUpdatesBeginTheTimeAnew(Operation operation) {
    UnoCache<String, String> cache = cache(TouchedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    operation.accept(cache);
    assertLives(cache, 100);
  }

  @ParameterizedTest
  @MethodSource("neither")
  void underTheTouchedPolicyALookMovesNothing(Operation operation) {
    UnoCache<String, String> cache = cache(TouchedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(60);
    operation.accept(cache);
    assertLives(cache, 40);
  }

  @ParameterizedTest
  @MethodSource({"updates", "accesses", "neither"})
  void underTheEternalPolicyNothingEnds(Operation operation) {
    UnoCache<String, String> cache = cache(EternalExpiryPolicy.factoryOf());
    cache.put("k", "v");
    operation.accept(cache);
    clock.advance(DAYS_1000);
    assertThat(cache.containsKey("k")).isTrue();
  }

  private static final long DAYS_1000 = 1000L * 24 * 3600 * 1000;

  @ParameterizedTest
  @MethodSource("creations")
  void afterItsEndAnEntryBeginsAnewWithAFullTime(Operation create) {
    UnoCache<String, String> cache = cache(AccessedExpiryPolicy.factoryOf(TTL));
    cache.put("k", "v");
    clock.advance(100);
    create.accept(cache);
    assertLives(cache, 100);
  }

  @ParameterizedTest
  @MethodSource("updates")
  void longTimesAreKeptToTheMillisecondToo(Operation update) {
    UnoCache<String, String> cache =
        cache(TouchedExpiryPolicy.factoryOf(new Duration(SECONDS, 3_600)));
    cache.put("k", "v");
    clock.advance(1_234_567);
    update.accept(cache);
    assertLives(cache, 3_600_000);
  }

  @Test
  void aReadMovesALongDeadlineByTheMillisecond() {
    UnoCache<String, String> cache =
        cache(TouchedExpiryPolicy.factoryOf(new Duration(SECONDS, 3_600)));
    cache.put("k", "v");
    clock.advance(1);
    assertThat(cache.get("k")).isEqualTo("v");
    assertLives(cache, 3_600_000);
  }

  @Test
  void aTimeThatNoClockReachesIsForEver() {
    UnoCache<String, String> cache =
        cache(CreatedExpiryPolicy.factoryOf(new Duration(SECONDS, Long.MAX_VALUE)));
    cache.put("k", "v");
    clock.advance(DAYS_1000);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @ParameterizedTest
  @MethodSource("updates")
  void anExpiredEntryIsNotUpdatedButCreated(Operation update) {
    UnoCache<String, String> cache = cache(CreatedExpiryPolicy.factoryOf(TTL));
    var events = new Events<String, String>();
    cache.registerCacheEntryListener(Events.sync(events));
    cache.put("k", "v");
    clock.advance(100);
    events.drain();
    update.accept(cache);
    assertThat(events.seen().get(0)).isEqualTo("EXPIRED k: v -> v");
    assertThat(events.seen()).noneMatch(event -> event.startsWith("UPDATED"));
  }
}
