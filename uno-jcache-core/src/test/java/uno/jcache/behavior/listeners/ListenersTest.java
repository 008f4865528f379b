/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.listeners;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;

/** Which events go to which listeners. */
class ListenersTest {
  @RegisterExtension final Caches caches = new Caches();
  private final Events<String, String> events = new Events<>();

  private UnoCache<String, String> cache(
      CacheEntryListenerConfiguration<String, String> configuration) {
    return caches.create(
        Caches.<String, String>byReference().addCacheEntryListenerConfiguration(configuration));
  }

  private static CacheEntryListenerConfiguration<String, String> filtered(
      Events<String, String> listener, CacheEntryEventFilter<String, String> filter) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, () -> filter, true, true);
  }

  @Test
  void eachChangeIsToldOnceWithOldAndNewValue() {
    UnoCache<String, String> cache = cache(Events.sync(events));
    cache.put("k", "1");
    cache.put("k", "2");
    cache.replace("k", "3");
    cache.getAndPut("k", "4");
    cache.invoke(
        "k",
        (entry, arguments) -> {
          entry.setValue("5");
          entry.setValue("6");
          return null;
        });
    cache.remove("k");
    cache.putAll(Map.of("k", "7"));
    cache.removeAll(Set.of("k"));
    assertThat(events.seen())
        .containsExactly(
            "CREATED k: null -> 1",
            "UPDATED k: 1 -> 2",
            "UPDATED k: 2 -> 3",
            "UPDATED k: 3 -> 4",
            "UPDATED k: 4 -> 6",
            "REMOVED k: 6 -> 6",
            "CREATED k: null -> 7",
            "REMOVED k: 7 -> 7");
  }

  @Test
  void whatChangesNothingIsNotTold() {
    UnoCache<String, String> cache = cache(Events.sync(events));
    cache.put("k", "1");
    events.drain();
    cache.get("k");
    cache.putIfAbsent("k", "2");
    cache.replace("k", "no", "2");
    cache.replace("missing", "2");
    cache.remove("k", "no");
    cache.remove("missing");
    cache.getAndRemove("missing");
    cache.invoke("k", (entry, arguments) -> entry.getValue());
    assertThat(events.seen()).isEmpty();
  }

  @Test
  void clearTellsNobody() {
    UnoCache<String, String> cache = cache(Events.sync(events));
    cache.put("k", "1");
    events.drain();
    cache.clear();
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(events.seen()).isEmpty();
  }

  @Test
  void withoutOldValuesAListenerSeesOnlyNewOnes() {
    UnoCache<String, String> cache =
        cache(new MutableCacheEntryListenerConfiguration<>(() -> events, null, false, true));
    cache.put("k", "1");
    cache.put("k", "2");
    assertThat(events.seen()).containsExactly("CREATED k: null -> 1", "UPDATED k: null -> 2");
  }

  @Test
  void anEventKnowsItsCache() {
    var sources = new CopyOnWriteArrayList<Cache<?, ?>>();
    var listener =
        new Events<String, String>() {
          @Override
          public void on(CacheEntryEvent<? extends String, ? extends String> event) {
            sources.add(event.getSource());
            assertThat(event.unwrap(CacheEntryEvent.class)).isSameAs(event);
            assertThatThrownBy(() -> event.unwrap(Integer.class))
                .isInstanceOf(IllegalArgumentException.class);
          }
        };
    UnoCache<String, String> cache = cache(Events.sync(listener));
    cache.put("k", "1");
    assertThat(sources).containsExactly(cache);
  }

  @Test
  void aSynchronousListenerIsToldBeforeTheOperationReturns() {
    UnoCache<String, String> cache = cache(Events.sync(events));
    cache.put("k", "1");
    assertThat(events.seen()).hasSize(1);
  }

  @Test
  void anAsynchronousListenerIsToldLaterInOrder() {
    UnoCache<String, String> cache = cache(Events.async(events));
    cache.put("k", "1");
    cache.put("k", "2");
    cache.remove("k");
    await().atMost(10, SECONDS).until(() -> events.seen().size() == 3);
    assertThat(events.seen())
        .containsExactly("CREATED k: null -> 1", "UPDATED k: 1 -> 2", "REMOVED k: 2 -> 2");
  }

  @Test
  void aFilterDecidesWhatAListenerHears() {
    UnoCache<String, String> cache =
        cache(filtered(events, event -> !event.getKey().equals("secret")));
    cache.put("secret", "1");
    cache.put("k", "1");
    assertThat(events.seen()).containsExactly("CREATED k: null -> 1");
  }

  @Test
  void aListenerHearsOnlyOfTheKindsThatItListensTo() {
    CacheEntryCreatedListener<String, String> created = list -> list.forEach(events::on);
    UnoCache<String, String> cache =
        cache(new MutableCacheEntryListenerConfiguration<>(() -> created, null, true, true));
    cache.put("k", "1");
    cache.put("k", "2");
    cache.remove("k");
    assertThat(events.seen()).containsExactly("CREATED k: null -> 1");
  }

  @Test
  void listenersComeAndGoWhileTheCacheIsUsed() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    CacheEntryListenerConfiguration<String, String> configuration = Events.sync(events);
    cache.put("k", "1");
    cache.registerCacheEntryListener(configuration);
    cache.put("k", "2");
    cache.deregisterCacheEntryListener(configuration);
    cache.put("k", "3");
    cache.registerCacheEntryListener(configuration);
    cache.put("k", "4");
    assertThat(events.seen()).containsExactly("UPDATED k: 1 -> 2", "UPDATED k: 3 -> 4");
  }

  @Test
  void theConfigurationShowsTheListenersOfTheMoment() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    CacheEntryListenerConfiguration<String, String> configuration = Events.sync(events);
    cache.registerCacheEntryListener(configuration);
    assertThat(listenersOf(cache)).containsExactly(configuration);
    cache.deregisterCacheEntryListener(configuration);
    assertThat(listenersOf(cache)).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static Iterable<CacheEntryListenerConfiguration<String, String>> listenersOf(
      UnoCache<String, String> cache) {
    CompleteConfiguration<String, String> configuration =
        cache.getConfiguration(CompleteConfiguration.class);
    return configuration.getCacheEntryListenerConfigurations();
  }

  @Test
  void oneConfigurationIsRegisteredOnce() {
    CacheEntryListenerConfiguration<String, String> configuration = Events.sync(events);
    UnoCache<String, String> cache = cache(configuration);
    assertThatThrownBy(() -> cache.registerCacheEntryListener(configuration))
        .isInstanceOf(IllegalArgumentException.class);
    cache.put("k", "1");
    assertThat(events.seen()).hasSize(1);
  }

  @Test
  void deregisteringWhatIsNotRegisteredDoesNothing() {
    UnoCache<String, String> cache = cache(Events.sync(events));
    cache.deregisterCacheEntryListener(Events.sync(new Events<>()));
    cache.put("k", "1");
    assertThat(events.seen()).hasSize(1);
  }

  @Test
  void aFactoryThatFailsOrReturnsNullRegistersNothing() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var failing =
        new MutableCacheEntryListenerConfiguration<String, String>(
            () -> {
              throw new IllegalStateException("factory");
            },
            null,
            true,
            true);
    assertThatThrownBy(() -> cache.registerCacheEntryListener(failing))
        .hasMessageContaining("factory");
    var empty =
        new MutableCacheEntryListenerConfiguration<String, String>(() -> null, null, true, true);
    assertThatThrownBy(() -> cache.registerCacheEntryListener(empty))
        .hasMessageContaining("'test'");
    assertThat(listenersOf(cache)).isEmpty();
    cache.put("k", "1");
    assertThat(cache.get("k")).isEqualTo("1");
  }
}
