/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.lifecycle;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.MetricRegistryListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;
import uno.jcache.region.CacheProviders;

/** Loaders, writers, policies, listeners and filters are made and closed with their cache. */
class CustomizationsTest {
  @RegisterExtension final Caches caches = new Caches();

  /** How often each was closed. */
  private final Map<String, Integer> closed = new ConcurrentHashMap<>();

  private void close(String what) {
    closed.merge(what, 1, Integer::sum);
  }

  private final class Loader extends Source<String, String> implements AutoCloseable {
    @Override
    public void close() {
      CustomizationsTest.this.close("loader");
    }
  }

  private final class Writer extends Source<String, String> implements AutoCloseable {
    @Override
    public void close() {
      CustomizationsTest.this.close("writer");
      throw new IllegalStateException("a writer that cannot be closed keeps nobody from it");
    }
  }

  private final class Listener extends Events<String, String> implements AutoCloseable {
    private final String name;

    Listener(String name) {
      this.name = name;
    }

    @Override
    public void close() {
      CustomizationsTest.this.close(name);
    }
  }

  private final class Filter implements CacheEntryEventFilter<String, String>, AutoCloseable {
    @Override
    public boolean evaluate(CacheEntryEvent<? extends String, ? extends String> event) {
      return true;
    }

    @Override
    public void close() {
      CustomizationsTest.this.close("filter");
    }
  }

  private final class Policy implements ExpiryPolicy, AutoCloseable {
    @Override
    public Duration getExpiryForCreation() {
      return Duration.ETERNAL;
    }

    @Override
    public @Nullable Duration getExpiryForAccess() {
      return null;
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
      return null;
    }

    @Override
    public void close() {
      CustomizationsTest.this.close("policy");
    }
  }

  private UnoConfiguration<String, String> everything() {
    return Caches.<String, String>byReference()
        .setReadThrough(true)
        .setCacheLoaderFactory(Loader::new)
        .setWriteThrough(true)
        .setCacheWriterFactory(Writer::new)
        .setExpiryPolicyFactory(Policy::new)
        .addCacheEntryListenerConfiguration(
            new MutableCacheEntryListenerConfiguration<>(
                () -> new Listener("listener"), Filter::new, false, true));
  }

  private static UnoCacheManager manager(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager());
  }

  static Stream<Named<Consumer<UnoCache<String, String>>>> ends() {
    return Stream.of(
        Named.of("close", UnoCache::close),
        Named.of("close of the manager", cache -> manager(cache).close()),
        Named.of("close of the provider", cache -> manager(cache).getCachingProvider().close()),
        Named.of("destroy", cache -> manager(cache).destroyCache("test")));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void allAreClosedOnceWithTheCache(Consumer<UnoCache<String, String>> end) {
    UnoCache<String, String> cache = caches.create(everything());
    cache.registerCacheEntryListener(Events.sync(new Listener("late listener")));
    assertThat(closed).isEmpty();
    end.accept(cache);
    assertThat(cache.isClosed()).isTrue();
    cache.close();
    caches.manager().close();
    assertThat(closed)
        .isEqualTo(
            Map.of(
                "loader",
                1,
                "writer",
                1,
                "policy",
                1,
                "listener",
                1,
                "filter",
                1,
                "late listener",
                1));
  }

  @Test
  void whatLacksItsClassesAtTheEndKeepsNobodyFromIt() {
    final class Torn extends Source<String, String> implements AutoCloseable {
      @Override
      public void close() {
        throw new NoClassDefFoundError("of an application that was taken away");
      }
    }
    UnoCacheManager manager = caches.manager();
    for (String name : List.of("a", "b")) {
      manager.createCache(
          name,
          new UnoConfiguration<String, String>()
              .setCacheLoaderFactory(Torn::new)
              .setManagementEnabled(true));
    }
    UnoCache<String, String> a = Objects.requireNonNull(manager.getCache("a"));
    UnoCache<String, String> b = Objects.requireNonNull(manager.getCache("b"));
    CacheProviders providers = manager.providers();
    manager.close();
    assertThat(a.isClosed()).isTrue();
    assertThat(b.isClosed()).isTrue();
    assertThat(Caches.beans(manager.getURI())).isEmpty();
    assertThat(providers.health("memory").healthy()).as("of the provider").isFalse();
  }

  @Test
  void aListenerIsClosedWhenItIsDeregistered() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var configuration = Events.sync(new Listener("listener"));
    cache.registerCacheEntryListener(configuration);
    cache.deregisterCacheEntryListener(configuration);
    assertThat(closed).isEqualTo(Map.of("listener", 1));
    cache.close();
    assertThat(closed).isEqualTo(Map.of("listener", 1));
  }

  /** A factory may hand out the same one, as one for a bean of a container does. */
  @Test
  void oneThatIsUsedElsewhereIsClosedWithItsLastUse() {
    Listener shared = new Listener("shared");
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    UnoCache<String, String> other =
        caches
            .manager()
            .createCache(
                "other",
                Caches.<String, String>byReference()
                    .addCacheEntryListenerConfiguration(Events.sync(shared)));
    var first = Events.sync(shared);
    var second = Events.async(shared);
    cache.registerCacheEntryListener(first);
    cache.registerCacheEntryListener(second);
    cache.deregisterCacheEntryListener(first);
    assertThat(closed).isEmpty();
    cache.deregisterCacheEntryListener(second);
    cache.close();
    assertThat(closed).isEmpty();
    other.put("k", "v");
    assertThat(shared.seen()).isNotEmpty();
    other.close();
    assertThat(closed).isEqualTo(Map.of("shared", 1));
  }

  @Test
  void aLoaderIsNotClosedWhileItLoadsAndNobodyHearsThatItHasEnded() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    final class Slow extends Source<String, String> implements AutoCloseable {
      @Override
      public String load(String key) {
        loading.countDown();
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return closed.isEmpty() ? "loaded" : "loaded by one that is closed";
      }

      @Override
      public void close() {
        CustomizationsTest.this.close("loader");
      }
    }
    UnoCache<String, String> cache = caches.create(new Slow().readThrough(Caches.byReference()));
    CompletionListenerFuture loaded = new CompletionListenerFuture();
    var got = Threads.start(() -> cache.get("k"));
    loading.await();
    cache.loadAll(Set.of("l"), true, loaded);
    cache.close();
    assertThat(closed).isEmpty();
    goesOn.countDown();
    assertThat(Threads.join(got)).isEqualTo("loaded");
    assertThatThrownBy(() -> loaded.get(Threads.PATIENCE, SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    await().until(() -> closed.equals(Map.of("loader", 1)));
  }

  /** A key that closes a cache in the midst of what looks it up. */
  private static final class ClosingKey {
    @Nullable Runnable closing;

    @Override
    public int hashCode() {
      Runnable close = closing;
      if (close != null) {
        closing = null;
        close.run();
      }
      return 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  @Test
  @Tag("in-heap") // a key that is looked up closes the cache
  void aCacheThatIsClosedBeforeItsLoaderIsCalledIsNoFailureOfTheLoader() {
    ClosingKey key = new ClosingKey();
    AtomicReference<UnoCache<ClosingKey, String>> opened = new AtomicReference<>();
    UnoCache<ClosingKey, String> cache =
        caches.create(
            new Source<ClosingKey, String>()
                .readThrough(Caches.<ClosingKey, String>byReference())
                .setExecutor(
                    task -> {
                      key.closing = () -> Objects.requireNonNull(opened.get()).close();
                      task.run();
                    }));
    opened.set(cache);
    CompletionListenerFuture loaded = new CompletionListenerFuture();
    cache.loadAll(Set.of(key), true, loaded);
    assertThatThrownBy(() -> loaded.get(Threads.PATIENCE, SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void whatFailsWhenACacheIsClosedKeepsNothingElseOpen() {
    MetricRegistry registry = new MetricRegistry();
    caches.manager().monitoring().enable();
    caches.manager().monitoring().reportTo(registry);
    UnoCache<String, String> cache = caches.create(new Loader().readThrough(Caches.byReference()));
    registry.addListener(
        new MetricRegistryListener.Base() {
          @Override
          public void onGaugeRemoved(String name) {
            throw new IllegalStateException("of a listener to metrics");
          }
        });
    try {
      cache.close();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("of a listener to metrics");
    }
    assertThat(cache.isClosed()).isTrue();
    assertThat(closed).isEqualTo(Map.of("loader", 1));
    assertThat(caches.create(Caches.byReference())).isEmpty();
  }

  @Test
  void ifTheWritersFactoryFailsWhatWasMadeBeforeIsClosedAndTheNameIsFree() {
    UnoConfiguration<String, String> configuration =
        everything()
            .setManagementEnabled(true)
            .setStatisticsEnabled(true)
            .setCacheWriterFactory(
                () -> {
                  throw new IllegalStateException("factory");
                });
    assertThatThrownBy(() -> caches.create(configuration))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("factory");
    assertThat(closed).isEqualTo(Map.of("loader", 1, "policy", 1));
    assertThat(caches.manager().getCacheNames()).isEmpty();
    assertThat(Caches.beans(caches.manager().getURI())).isEmpty();
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    assertThat(cache.isClosed()).isFalse();
  }

  @Test
  void ifTheNameIsTakenNothingIsMade() {
    caches.create(Caches.byReference());
    assertThatThrownBy(() -> caches.create(everything())).isInstanceOf(CacheException.class);
    assertThat(closed).isEmpty();
  }

  @Test
  void aFactoryThatReturnsNullIsRefusedByName() {
    assertThatThrownBy(
            () ->
                caches.create(
                    Caches.<String, String>byReference()
                        .setReadThrough(true)
                        .setCacheLoaderFactory(() -> null)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining("CacheLoader");
    assertThatThrownBy(
            () ->
                caches.create(
                    Caches.<String, String>byReference().setExpiryPolicyFactory(() -> null)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("ExpiryPolicy");
    assertThat(caches.manager().getCacheNames()).isEmpty();
  }
}
