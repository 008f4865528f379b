/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.loading.StaleLoadsTest.Change;

/** {@link UnoCache#reload}: a newer value for a key that has one. */
class ReloadTest {
  @RegisterExtension final Caches caches = new Caches();
  private final MovedClock clock = new MovedClock();

  private UnoCache<String, String> cache() {
    return caches.create(
        Caches.<String, String>byReference().setTicker(clock).setStatisticsEnabled(true));
  }

  @Test
  void replacesTheValueAndReturnsIt() {
    UnoCache<String, String> cache = cache();
    assertThat(cache.reload("k", key -> "first of " + key)).isEqualTo("first of k");
    assertThat(cache.get("k")).isEqualTo("first of k");
    assertThat(cache.reload("k", key -> cache.get(key) + ", again")).isEqualTo("first of k, again");
    assertThat(cache.get("k")).isEqualTo("first of k, again");
  }

  @Test
  void aLoaderWithoutAValueInvalidatesTheEntry() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    assertThat(cache.reload("k", key -> null)).isNull();
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.reload("none", key -> null)).isNull();
  }

  @Test
  void aFailureChangesNothing() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    assertThatThrownBy(
            () ->
                cache.reload(
                    "k",
                    key -> {
                      throw new IllegalStateException("no database");
                    }))
        .isInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("no database");
    assertThat(cache.get("k")).isEqualTo("old");
  }

  @Test
  void theValueHasTheLifetimeOfItsOwn() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old", Duration.ofMinutes(1));
    clock.advance(50_000);
    cache.reload("k", key -> "new", Duration.ofMinutes(2));
    clock.advance(119_999);
    assertThat(cache.get("k")).isEqualTo("new");
    clock.advance(1);
    assertThat(cache.get("k")).isNull();
    assertThatThrownBy(() -> cache.reload("k", key -> "x", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listenersSeeAnUpdateAndStatisticsNoPut() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    List<String> updates = new ArrayList<>();
    CacheEntryUpdatedListener<String, String> listener =
        events ->
            events.forEach(event -> updates.add(event.getOldValue() + "," + event.getValue()));
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(
            new FactoryBuilder.SingletonFactory<>(listener), null, true, true));
    long puts = Caches.statistics(cache).getCachePuts();
    cache.reload("k", key -> "new");
    assertThat(updates).containsExactly("old,new");
    assertThat(Caches.statistics(cache).getCachePuts()).isEqualTo(puts);
  }

  static Stream<Named<Change>> changes() {
    return Stream.concat(StaleLoadsTest.writes(), StaleLoadsTest.removals());
  }

  /** The loader, which has read the old value, makes the change on its way. */
  @ParameterizedTest
  @MethodSource("changes")
  void whatChangesDuringTheLoadStands(Change change) {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    String[] left = new String[1];
    String loaded =
        cache.reload(
            "k",
            key -> {
              String old = cache.get(key);
              change.accept(cache);
              left[0] = cache.get(key);
              return old;
            });
    assertThat(loaded).isEqualTo("old");
    assertThat(cache.get("k")).isEqualTo(left[0]);
  }

  /** The loader has found nothing, and makes the change on its way. */
  @ParameterizedTest
  @MethodSource("changes")
  void whatChangesWhileNothingIsFoundStands(Change change) {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    String[] left = new String[1];
    cache.reload(
        "k",
        key -> {
          change.accept(cache);
          left[0] = cache.get(key);
          return null;
        });
    assertThat(cache.get("k")).isEqualTo(left[0]);
  }

  @Test
  void othersGetThePresentValueMeanwhile() {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    cache.reload(
        "k",
        key -> {
          assertThat(CompletableFuture.supplyAsync(() -> cache.get("k", other -> "no")).join())
              .isEqualTo("old");
          return "new";
        });
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @Test
  void asynchronously() throws Exception {
    UnoCache<String, String> cache = cache();
    cache.put("k", "old");
    assertThat(cache.async().reload("k", key -> CompletableFuture.completedFuture("1")).get())
        .isEqualTo("1");
    assertThat(
            cache
                .async()
                .reload("k", key -> CompletableFuture.completedFuture("2"), Duration.ofMinutes(1))
                .get())
        .isEqualTo("2");
    clock.advance(60_000);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void aClosedCacheAndMissingArgumentsAreRefused() {
    UnoCache<String, String> cache = cache();
    assertThatThrownBy(() -> cache.reload(none(), key -> "x"))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> cache.reload("k", none())).isInstanceOf(NullPointerException.class);
    cache.close();
    assertThatThrownBy(() -> cache.reload("k", key -> "x"))
        .isInstanceOf(IllegalStateException.class);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }
}
