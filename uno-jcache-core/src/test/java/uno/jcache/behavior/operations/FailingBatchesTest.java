/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** A batch of which something fails leaves the cache and its source equal. */
class FailingBatchesTest {
  @RegisterExtension final Caches caches = new Caches();

  private static final class FailsFor extends Events<String, String> {
    private final EventType type;

    FailsFor(EventType type) {
      this.type = type;
    }

    @Override
    public void on(CacheEntryEvent<? extends String, ? extends String> event) {
      super.on(event);
      if (event.getEventType() == type) {
        throw new IllegalStateException("listener");
      }
    }
  }

  @Test
  void putAllWithAFailingListenerPutsAllThatTheWriterWrote() {
    var source = new Source<String, String>();
    var listener = new FailsFor(EventType.CREATED);
    UnoCache<String, String> cache =
        caches.create(
            source
                .writeThrough(Caches.<String, String>byReference())
                .addCacheEntryListenerConfiguration(Events.sync(listener)));
    assertThatThrownBy(() -> cache.putAll(Map.of("a", "1", "b", "2", "c", "3")))
        .isInstanceOf(CacheEntryListenerException.class);
    assertThat(source.rows).hasSize(3);
    assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(source.rows);
  }

  @Test
  void removeAllWithAFailingListenerRemovesAllThatTheWriterDeleted() {
    var source = new Source<String, String>();
    var listener = new FailsFor(EventType.REMOVED);
    UnoCache<String, String> cache =
        caches.create(
            source
                .writeThrough(Caches.<String, String>byReference())
                .addCacheEntryListenerConfiguration(Events.sync(listener)));
    cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
    assertThatThrownBy(() -> cache.removeAll(Set.of("a", "b", "c")))
        .isInstanceOf(CacheEntryListenerException.class);
    assertThat(source.rows).isEmpty();
    assertThat(cache.getAll(Set.of("a", "b", "c"))).isEmpty();
  }

  @Test
  void loadAllWithAFailingListenerStoresAllThatWasLoaded() {
    var source = new Source<String, String>();
    source.rows.putAll(Map.of("a", "1", "b", "2", "c", "3"));
    UnoCache<String, String> cache =
        caches.create(
            source
                .readThrough(Caches.<String, String>byReference())
                .addCacheEntryListenerConfiguration(Events.sync(new FailsFor(EventType.CREATED))));
    assertThatThrownBy(() -> cache.getAll(Set.of("a", "b", "c")))
        .isInstanceOf(CacheEntryListenerException.class);
    assertThat(cache.containsKey("a")).isTrue();
    assertThat(cache.containsKey("b")).isTrue();
    assertThat(cache.containsKey("c")).isTrue();
  }

  @Test
  void putAllWithOneKeyThatCannotBeCopiedChangesNothing() {
    UnoCache<Object, String> cache = caches.create(Caches.byValue());
    Map<Object, String> map = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      map.put(i, "v");
    }
    map.put(new Object(), "v");
    assertThatThrownBy(() -> cache.putAll(map)).isInstanceOf(CacheException.class);
    assertThat(cache).isEmpty();
  }

  @Test
  void putAllWithOneKeyThatCannotBeCopiedWritesNothing() {
    var source = new Source<Object, String>();
    UnoCache<Object, String> cache = caches.create(source.writeThrough(Caches.byValue()));
    Map<Object, String> map = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      map.put(i, "v");
    }
    map.put(new Object(), "v");
    assertThatThrownBy(() -> cache.putAll(map)).isInstanceOf(CacheException.class);
    assertThat(source.rows).isEmpty();
  }

  @Test
  @Tag("in-heap") // weights
  void putAllWithAValueThatCannotBeWeighedChangesNothing() {
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setMaximumWeight(
                    100,
                    (k, v) -> {
                      if (v.equals("bad")) {
                        throw new IllegalStateException("weigher");
                      }
                      return 1;
                    }));
    assertThatThrownBy(() -> cache.putAll(Map.of(1, "good", 2, "good", 3, "bad", 4, "good")))
        .isInstanceOf(RuntimeException.class);
    assertThat(cache).isEmpty();
  }

  @Test
  @Tag("in-heap") // weights
  void aWeigherThatFailsKeepsTheWriterFromWriting() {
    var source = new Source<String, String>();
    UnoCache<String, String> cache =
        caches.create(
            source
                .writeThrough(Caches.<String, String>byReference())
                .setMaximumWeight(
                    100,
                    (k, v) -> {
                      if (v.equals("bad")) {
                        throw new IllegalStateException("weigher");
                      }
                      return 1;
                    }));
    cache.put("k", "good");
    assertThatThrownBy(() -> cache.put("k", "bad")).isInstanceOf(RuntimeException.class);
    assertThat(cache.get("k")).isEqualTo(source.rows.get("k"));
  }

  @Test
  void batchesThatOverlapLeaveCacheAndSourceEqual() throws Exception {
    for (int round = 0; round < 500; round++) {
      var source =
          new Source<Integer, String>() {
            @Override
            public void write(Cache.Entry<? extends Integer, ? extends String> entry) {
              rows.put(entry.getKey(), entry.getValue());
            }
          };
      try (UnoCache<Integer, String> cache =
          caches.create(source.writeThrough(Caches.byReference()))) {
        List<Integer> keys = List.of(1, 17);
        Threads.together(
            2,
            thread -> {
              Map<Integer, String> map = new LinkedHashMap<>();
              map.put(keys.get(thread), "t" + thread);
              map.put(keys.get(1 - thread), "t" + thread);
              cache.putAll(map);
            });
        assertThat(cache.getAll(Set.of(1, 17))).as("round %s", round).isEqualTo(source.rows);
      }
    }
  }
}
