/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.listeners;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Threads;

/** Listeners that work on the cache which they listen to. */
class ListenersThatChangeTheCacheTest {
  @RegisterExtension final Caches caches = new Caches();

  /** What a listener does with an event. */
  interface Reaction {
    void to(CacheEntryEvent<? extends String, ? extends String> event);
  }

  private static Events<String, String> reacting(Reaction reaction) {
    return new Events<>() {
      @Override
      public void on(CacheEntryEvent<? extends String, ? extends String> event) {
        reaction.to(event);
      }
    };
  }

  private static CacheEntryListenerConfiguration<String, String> configured(
      Events<String, String> listener, boolean synchronous) {
    return synchronous ? Events.sync(listener) : Events.async(listener);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerMayChangeTheKeyThatItIsToldOf(boolean synchronous) {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        configured(
            reacting(
                event -> {
                  if (event.getEventType() == EventType.CREATED) {
                    cache.put(event.getKey(), event.getValue() + "!");
                  }
                }),
            synchronous));
    cache.put("k", "v");
    await().atMost(10, SECONDS).until(() -> cache.get("k").equals("v!"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerMayRemoveWhatWasJustCreated(boolean synchronous) {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        configured(
            reacting(
                event -> {
                  if (event.getEventType() == EventType.CREATED) {
                    cache.remove(event.getKey());
                  }
                }),
            synchronous));
    cache.put("k", "v");
    await().atMost(10, SECONDS).until(() -> !cache.containsKey("k"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerMayChangeOtherKeys(boolean synchronous) {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        configured(
            reacting(
                event -> {
                  if (event.getKey().length() < 5) {
                    cache.put(event.getKey() + "'", event.getValue());
                  }
                }),
            synchronous));
    cache.put("k", "v");
    await().atMost(10, SECONDS).until(() -> cache.containsKey("k''''"));
    assertThat(cache.containsKey("k'''''")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void threadsWhoseListenersWriteEachOthersKeysDoNotHang(boolean synchronous) throws Exception {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var told = new AtomicInteger();
    cache.registerCacheEntryListener(
        configured(
            reacting(
                event -> {
                  told.incrementAndGet();
                  if (event.getValue().startsWith("first")) {
                    cache.put(event.getKey().equals("a") ? "b" : "a", "second");
                  }
                }),
            synchronous));
    Threads.together(
        4,
        thread -> {
          for (int i = 0; i < 300; i++) {
            cache.put((thread % 2 == 0) ? "a" : "b", "first" + thread + "-" + i);
          }
        });
    await().atMost(10, SECONDS).until(() -> told.get() >= 2 * 4 * 300);
    cache.put("a", "last");
    assertThat(cache.get("a")).isEqualTo("last");
  }

  @Test
  void aListenerMayWriteToAnotherCacheWhoseListenerWritesBack() throws Exception {
    UnoCache<String, String> one = caches.manager().createCache("one", Caches.byReference());
    UnoCache<String, String> two = caches.manager().createCache("two", Caches.byReference());
    one.registerCacheEntryListener(
        Events.sync(
            reacting(
                event -> {
                  if (event.getValue().startsWith("first")) {
                    two.put(event.getKey(), "second");
                  }
                })));
    two.registerCacheEntryListener(
        Events.sync(
            reacting(
                event -> {
                  if (event.getValue().startsWith("first")) {
                    one.put(event.getKey(), "second");
                  }
                })));
    Threads.together(
        4,
        thread -> {
          for (int i = 0; i < 300; i++) {
            (thread % 2 == 0 ? one : two).put("k", "first" + i);
          }
        });
    assertThat(one.containsKey("k")).isTrue();
    assertThat(two.containsKey("k")).isTrue();
  }

  @Test
  void aListenerMayDeregisterItself() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    List<CacheEntryListenerConfiguration<String, String>> itself = new ArrayList<>();
    var told = new AtomicInteger();
    itself.add(
        Events.sync(
            reacting(
                event -> {
                  told.incrementAndGet();
                  cache.deregisterCacheEntryListener(itself.get(0));
                })));
    cache.registerCacheEntryListener(itself.get(0));
    cache.put("k", "1");
    cache.put("k", "2");
    assertThat(told).hasValue(1);
  }

  @Test
  void aListenerMayCloseTheCache() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var closed = new AtomicBoolean();
    cache.registerCacheEntryListener(
        Events.sync(
            reacting(
                event -> {
                  cache.close();
                  closed.set(cache.isClosed());
                })));
    cache.put("k", "1");
    assertThat(closed).isTrue();
    assertThat(cache.isClosed()).isTrue();
  }

  @Test
  void aSecondListenerSeesTheChangesOfTheFirstAfterTheirCause() {
    var second = new Events<String, String>();
    var cacheOf = new ArrayList<UnoCache<String, String>>();
    var first =
        new Events<String, String>() {
          @Override
          public void on(CacheEntryEvent<? extends String, ? extends String> event) {
            if (event.getEventType() == EventType.CREATED) {
              cacheOf.get(0).put("k", "2");
            }
          }
        };
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(Events.sync(first));
    cache.registerCacheEntryListener(Events.sync(second));
    cacheOf.add(cache);
    cache.put("k", "1");
    assertThat(second.seen()).containsExactly("CREATED k: null -> 1", "UPDATED k: 1 -> 2");
  }
}
