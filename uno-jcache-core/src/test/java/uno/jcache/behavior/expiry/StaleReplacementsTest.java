/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.expiry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Changes of an entry during loads that would replace it, or that a circle of loaders began. */
class StaleReplacementsTest {
  @RegisterExtension final Caches caches = new Caches();

  @Test
  void aPutDuringAReplacingLoadAllIsNotOverwrittenByWhatWasReadBefore() throws Exception {
    var loading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    CacheLoader<String, String> loader =
        new Source<>() {
          @Override
          public Map<String, String> loadAll(Iterable<? extends String> keys) {
            loading.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return Map.of("k", "old");
          }
        };
    UnoCache<String, String> cache =
        caches.create(Caches.<String, String>byReference().setCacheLoaderFactory(() -> loader));
    var done = new CompletionListenerFuture();
    cache.loadAll(Set.of("k"), true, done);
    loading.await();
    cache.put("k", "new");
    go.countDown();
    done.get(10, SECONDS);
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @Test
  void aRemoveDuringAReplacingLoadAllIsNotUndone() throws Exception {
    var loading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    CacheLoader<String, String> loader =
        new Source<>() {
          @Override
          public Map<String, String> loadAll(Iterable<? extends String> keys) {
            loading.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return Map.of("k", "old");
          }
        };
    UnoCache<String, String> cache =
        caches.create(Caches.<String, String>byReference().setCacheLoaderFactory(() -> loader));
    var done = new CompletionListenerFuture();
    cache.loadAll(Set.of("k"), true, done);
    loading.await();
    cache.remove("k");
    go.countDown();
    done.get(10, SECONDS);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void aLoadThatIsDoneTwiceBecauseOfACircleIsSupersededToo() throws Exception {
    // Thread 1 loads a, whose loader reads b; thread 2 loads b, whose loader reads a: one of them
    // loads a second time by itself. A removal in the meantime must reach that load as well.
    for (int round = 0; round < 20; round++) {
      var both = new CyclicBarrier(2);
      List<UnoCache<String, String>> itself = new ArrayList<>();
      var inner = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      var perKey = new java.util.concurrent.ConcurrentHashMap<String, Integer>();
      var source =
          new Source<String, String>() {
            @Override
            public @Nullable String load(String key) {
              int n = perKey.merge(key, 1, Integer::sum);
              String row = rows.get(key);
              try {
                if (n == 1) {
                  both.await(10, SECONDS);
                  return row + itself.get(0).get(key.equals("a") ? "b" : "a");
                }
                inner.countDown();
                go.await(10, SECONDS);
                return row;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            }
          };
      source.rows.putAll(Map.of("a", "old", "b", "old"));
      UnoCache<String, String> cache =
          caches
              .manager()
              .createCache("c" + round, source.readThrough(Caches.<String, String>byReference()));
      itself.add(cache);
      var one = Threads.start(() -> cache.get("a"));
      var two = Threads.start(() -> cache.get("b"));
      assertThat(inner.await(10, SECONDS)).isTrue();
      source.rows.putAll(Map.of("a", "new", "b", "new"));
      cache.removeAll(Set.of("a", "b"));
      go.countDown();
      try {
        Threads.join(one);
        Threads.join(two);
      } catch (java.util.concurrent.ExecutionException e) {
        // a load of the circle may fail
      }
      for (Cache.Entry<String, String> entry : cache) {
        assertThat(entry.getValue()).as(entry.getKey()).doesNotContain("old");
      }
    }
  }
}
