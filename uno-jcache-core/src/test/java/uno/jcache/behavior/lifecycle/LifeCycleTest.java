/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.lifecycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.configuration.OptionalFeature;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Threads;

/** Providers, managers and caches come and go in every order. */
class LifeCycleTest {
  /** Something that one does to a cache. */
  interface Use extends Consumer<UnoCache<String, String>> {}

  @RegisterExtension final Caches caches = new Caches();

  static Stream<Named<Use>> uses() {
    return Stream.of(
        named("get", cache -> cache.get("k")),
        named("getAll", cache -> cache.getAll(Set.of("k"))),
        named("containsKey", cache -> cache.containsKey("k")),
        named("loadAll", cache -> cache.loadAll(Set.of("k"), true, null)),
        named("put", cache -> cache.put("k", "v")),
        named("getAndPut", cache -> cache.getAndPut("k", "v")),
        named("putAll", cache -> cache.putAll(Map.of("k", "v"))),
        named("putIfAbsent", cache -> cache.putIfAbsent("k", "v")),
        named("remove", cache -> cache.remove("k")),
        named("remove of a value", cache -> cache.remove("k", "v")),
        named("getAndRemove", cache -> cache.getAndRemove("k")),
        named("replace", cache -> cache.replace("k", "v")),
        named("replace of a value", cache -> cache.replace("k", "v", "w")),
        named("getAndReplace", cache -> cache.getAndReplace("k", "v")),
        named("removeAll of keys", cache -> cache.removeAll(Set.of("k"))),
        named("removeAll", UnoCache::removeAll),
        named("clear", UnoCache::clear),
        named("invoke", cache -> cache.invoke("k", (entry, arguments) -> null)),
        named("invokeAll", cache -> cache.invokeAll(Set.of("k"), (entry, arguments) -> null)),
        named("iterator", cache -> assertThat(cache.iterator()).isNotNull()),
        named(
            "registerCacheEntryListener",
            cache -> cache.registerCacheEntryListener(Events.sync(new Events<>()))),
        named(
            "deregisterCacheEntryListener",
            cache -> cache.deregisterCacheEntryListener(Events.sync(new Events<>()))));
  }

  private static Named<Use> named(String name, Use use) {
    return Named.of(name, use);
  }

  @ParameterizedTest
  @MethodSource("uses")
  void aClosedCacheSaysSo(Use use) {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.close();
    assertThatThrownBy(() -> use.accept(cache))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining("closed");
  }

  @Test
  void aClosedCacheStillKnowsItsName() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.close();
    cache.close();
    assertThat(cache.isClosed()).isTrue();
    assertThat(cache.getName()).isEqualTo("test");
    assertThat(caches.manager().<String, String>getCache("test")).isNull();
    assertThat(caches.manager().getCacheNames()).isEmpty();
  }

  static Stream<Named<Use>> ends() {
    return Stream.of(
        named("close", UnoCache::close),
        named("close of the manager", cache -> manager(cache).close()),
        named("close of the provider", cache -> manager(cache).getCachingProvider().close()),
        named("destroyCache", cache -> manager(cache).destroyCache("test")));
  }

  private static UnoCacheManager manager(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager());
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aClosedCacheHasNoManager(Use end) {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    assertThat(cache.getCacheManager()).isSameAs(caches.manager());
    end.accept(cache);
    assertThat(cache.getCacheManager()).isNull();
    assertThat(((Cache<String, String>) cache).getCacheManager()).isNull();
  }

  @Test
  void anIteratorOfACacheThatWasClosedSaysSo() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.put("k", "v");
    var entries = cache.iterator();
    cache.close();
    assertThatThrownBy(
            () -> {
              while (entries.hasNext()) {
                entries.next();
                entries.remove();
              }
              throw new IllegalStateException("at its end"); // nothing left is fine as well
            })
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedManagerHasClosedItsCachesAndSaysSo() {
    UnoCacheManager manager = caches.manager();
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    manager.close();
    manager.close();
    assertThat(cache.isClosed()).isTrue();
    assertThat(manager.isClosed()).isTrue();
    List<Runnable> uses =
        List.of(
            () -> manager.createCache("new", new MutableConfiguration<>()),
            () -> manager.getCache("test"),
            () -> manager.getCache("test", String.class, String.class),
            manager::getCacheNames,
            () -> manager.destroyCache("test"),
            () -> manager.enableManagement("test", true),
            () -> manager.enableStatistics("test", true));
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void afterItsEndAManagerOfTheSameUriIsANewOne() {
    UnoCacheManager first = caches.manager();
    assertThat(caches.manager()).isSameAs(first);
    caches.create(Caches.byReference());
    first.close();
    UnoCacheManager second = caches.manager();
    assertThat(second).isNotSameAs(first);
    assertThat(second.getCacheNames()).isEmpty();
    first.close();
    assertThat(second.isClosed()).isFalse();
  }

  @Test
  void closingTheProviderClosesEverything() {
    UnoCachingProvider provider = caches.provider();
    UnoCacheManager one = provider.getCacheManager();
    UnoCacheManager two = provider.getCacheManager(URI.create("two"), null);
    UnoCache<String, String> cache = two.createCache("c", Caches.byReference());
    provider.close();
    provider.close();
    assertThat(one.isClosed()).isTrue();
    assertThat(two.isClosed()).isTrue();
    assertThat(cache.isClosed()).isTrue();
    assertThat(provider.getCacheManager()).isNotSameAs(one);
  }

  @Test
  void aProviderClosesByUriAndByClassLoader() throws Exception {
    UnoCachingProvider provider = caches.provider();
    ClassLoader ours = provider.getDefaultClassLoader();
    try (var theirs = new URLClassLoader(new URL[0], ours)) {
      UnoCacheManager a = provider.getCacheManager(URI.create("a"), ours);
      UnoCacheManager b = provider.getCacheManager(URI.create("b"), ours);
      UnoCacheManager theirsA = provider.getCacheManager(URI.create("a"), theirs);
      UnoCacheManager theirsB = provider.getCacheManager(URI.create("b"), theirs);
      assertThat(Set.of(a, b, theirsA, theirsB)).hasSize(4);
      provider.close(URI.create("a"), theirs);
      assertThat(theirsA.isClosed()).isTrue();
      assertThat(List.of(a, b, theirsB)).noneMatch(UnoCacheManager::isClosed);
      provider.close(ours);
      assertThat(List.of(a, b)).allMatch(UnoCacheManager::isClosed);
      assertThat(theirsB.isClosed()).isFalse();
      provider.close(URI.create("unknown"), theirs);
      assertThat(theirsB.isClosed()).isFalse();
    }
  }

  @Test
  void aDestroyedCacheIsEmptyAndClosedAndItsNameIsFree() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.put("k", "v");
    caches.manager().destroyCache("test");
    caches.manager().destroyCache("test");
    assertThat(cache.isClosed()).isTrue();
    UnoCache<String, String> again = caches.create(Caches.byReference());
    assertThat(again).isNotSameAs(cache).isEmpty();
    cache.close();
    assertThat(again.isClosed()).isFalse();
    assertThat(caches.manager().<String, String>getCache("test")).isSameAs(again);
  }

  @Test
  void aNameIsGivenOnce() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    assertThatThrownBy(() -> caches.create(Caches.byReference()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'");
    assertThat(cache.isClosed()).isFalse();
    assertThat(caches.manager().<String, String>getCache("test")).isSameAs(cache);
  }

  @Test
  void ofManyThatCreateACacheOneSucceeds() throws Exception {
    var created = new AtomicInteger();
    Threads.together(
        8,
        thread -> {
          try {
            caches.create(Caches.byReference());
            created.incrementAndGet();
          } catch (CacheException e) {
            assertThat(e).hasMessageContaining("'test'");
          }
        });
    assertThat(created).hasValue(1);
    assertThat(caches.manager().<String, String>getCache("test")).isNotNull();
  }

  @Test
  void aCacheIsAskedForByItsTypes() {
    UnoCacheManager manager = caches.manager();
    UnoCache<String, Integer> cache =
        caches.create(
            new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    assertThat(manager.getCache("test", String.class, Integer.class)).isSameAs(cache);
    assertThatThrownBy(() -> manager.getCache("test", String.class, String.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("'test'");
    assertThatThrownBy(() -> manager.getCache("test", Object.class, Integer.class))
        .isInstanceOf(ClassCastException.class);
    assertThat(manager.getCache("unknown", String.class, String.class)).isNull();
  }

  @Test
  void unwrapGivesOurTypesAndNoOthers() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    assertThat((Object) cache.unwrap(UnoCache.class)).isSameAs(cache);
    assertThat(caches.manager().unwrap(UnoCacheManager.class)).isSameAs(caches.manager());
    assertThatThrownBy(() -> cache.unwrap(Integer.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> caches.manager().unwrap(Integer.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConfigurationIsCopiedWhenItsCacheIsMade() {
    var configuration = new MutableConfiguration<String, String>().setStoreByValue(false);
    UnoCache<String, String> cache = caches.create(configuration);
    configuration.setStoreByValue(true).setStatisticsEnabled(true);
    configuration.setTypes(String.class, String.class);
    UnoConfiguration<?, ?> known = configurationOf(cache);
    assertThat(known.isStoreByValue()).isFalse();
    assertThat(known.isStatisticsEnabled()).isFalse();
    assertThat(known.getKeyType()).isEqualTo(Object.class);
  }

  @Test
  void theConfigurationThatACacheShowsIsACopy() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    configurationOf(cache).setStoreByValue(true).setMaximumSize(1);
    assertThat(configurationOf(cache).isStoreByValue()).isFalse();
    assertThat(configurationOf(cache).getMaximumSize())
        .hasValue(UnoConfiguration.DEFAULT_MAXIMUM_SIZE);
    assertThatThrownBy(() -> cache.getConfiguration(Other.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'test'");
  }

  @SuppressWarnings("unchecked")
  private static UnoConfiguration<String, String> configurationOf(UnoCache<String, String> cache) {
    return cache.getConfiguration(UnoConfiguration.class);
  }

  /** A configuration that no cache of ours has. */
  static final class Other extends MutableConfiguration<String, String> {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void closingAndUsingAtTheSameTimeEndsInOneOfBoth() throws Exception {
    for (int round = 0; round < 50; round++) {
      UnoCache<String, String> cache = caches.create(Caches.byReference());
      List<Throwable> others = new ArrayList<>();
      Threads.together(
          4,
          thread -> {
            try {
              if (thread == 0) {
                cache.close();
              }
              cache.put("k", "v");
              cache.get("k");
              cache.forEach(entry -> {});
              cache.remove("k");
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("closed");
            } catch (RuntimeException e) {
              synchronized (others) {
                others.add(e);
              }
            }
          });
      assertThat(others).isEmpty();
    }
  }

  @Test
  void creatingWhileTheManagerClosesSaysThatItIsClosed() throws Exception {
    for (int round = 0; round < 300; round++) {
      UnoCachingProvider provider = new UnoCachingProvider();
      CacheManager manager = provider.getCacheManager();
      List<Throwable> others = new ArrayList<>();
      Threads.together(
          3,
          thread -> {
            try {
              if (thread == 0) {
                manager.close();
              }
              manager.createCache("cache" + thread, Caches.byReference());
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("closed");
            } catch (RuntimeException e) {
              synchronized (others) {
                others.add(e);
              }
            }
          });
      assertThat(others).isEmpty();
      provider.close();
    }
  }

  @Test
  void theProviderSupportsStoringByReference() {
    assertThat(caches.provider().isSupported(OptionalFeature.STORE_BY_REFERENCE)).isTrue();
  }
}
