/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.listeners;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;

/** Listeners and filters that throw. */
class ListenerFailuresTest {
  @RegisterExtension final Caches caches = new Caches();
  private final Events<String, String> events = new Events<>();
  private final Failing failing = new Failing();

  private static final class Failing extends Events<String, String> {
    @Override
    public void on(CacheEntryEvent<? extends String, ? extends String> event) {
      super.on(event);
      throw new IllegalStateException("no " + event.getKey());
    }
  }

  @Test
  void aFailureOfASynchronousListenerComesOutOfTheOperationThatHasChangedTheCache() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(Events.sync(failing));
    assertThatThrownBy(() -> cache.put("k", "v"))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("no k");
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void theOthersAreToldAllTheSame() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var last = new Events<String, String>();
    cache.registerCacheEntryListener(Events.sync(events));
    cache.registerCacheEntryListener(Events.sync(failing));
    cache.registerCacheEntryListener(Events.sync(last));
    assertThatThrownBy(() -> cache.put("k", "v")).isInstanceOf(CacheEntryListenerException.class);
    assertThat(events.seen()).hasSize(1);
    assertThat(last.seen()).hasSize(1);
  }

  @Test
  void ofSeveralFailuresTheFirstIsThrownAndTheOthersAreSuppressed() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(Events.sync(failing));
    cache.registerCacheEntryListener(Events.sync(new Failing()));
    assertThatThrownBy(() -> cache.put("k", "v"))
        .isInstanceOf(CacheEntryListenerException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void aFailingListenerFailsEachOperationOfItsKeyAndTheCacheGoesOn() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(Events.sync(failing));
    for (int i = 0; i < 10; i++) {
      String value = "v" + i;
      assertThatThrownBy(() -> cache.put("k", value))
          .isInstanceOf(CacheEntryListenerException.class);
      assertThat(cache.get("k")).isEqualTo(value);
    }
    assertThatThrownBy(() -> cache.remove("k")).isInstanceOf(CacheEntryListenerException.class);
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(failing.seen()).hasSize(11);
  }

  @Test
  void aFailingFilterKeepsItsListenerFromHearingAndNobodyElse() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    var unheard = new Events<String, String>();
    cache.registerCacheEntryListener(
        new MutableCacheEntryListenerConfiguration<>(
            () -> unheard,
            () ->
                event -> {
                  throw new IllegalStateException("filter");
                },
            true,
            true));
    cache.registerCacheEntryListener(Events.sync(events));
    assertThatThrownBy(() -> cache.put("k", "v"))
        .isInstanceOf(CacheEntryListenerException.class)
        .hasRootCauseMessage("filter");
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(unheard.seen()).isEmpty();
    assertThat(events.seen()).hasSize(1);
  }

  @Test
  void aFailureOfAnAsynchronousListenerDisturbsNobody() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(Events.async(failing));
    cache.put("k", "1");
    cache.put("k", "2");
    cache.put("k", "3");
    await().atMost(10, SECONDS).until(() -> failing.seen().size() == 3);
    assertThat(cache.get("k")).isEqualTo("3");
  }

  @Test
  void aListenerExceptionOfTheApplicationsIsNotWrapped() {
    var mine = new CacheEntryListenerException("mine");
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        Events.sync(
            new Events<String, String>() {
              @Override
              public void on(CacheEntryEvent<? extends String, ? extends String> event) {
                throw mine;
              }
            }));
    assertThatThrownBy(() -> cache.put("k", "v")).isSameAs(mine);
  }
}
