/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

  static Stream<Named<Consumer<UnoCache<String, String>>>> ends() {
    return Stream.of(
        Named.of("close", UnoCache::close),
        Named.of("close of the manager", cache -> cache.getCacheManager().close()),
        Named.of(
            "close of the provider", cache -> cache.getCacheManager().getCachingProvider().close()),
        Named.of("destroy", cache -> cache.getCacheManager().destroyCache("test")));
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
