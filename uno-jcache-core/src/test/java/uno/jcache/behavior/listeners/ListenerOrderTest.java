/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.listeners;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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

/** The events of one key come to each listener in the order of the changes. */
class ListenerOrderTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 500;

  @RegisterExtension final Caches caches = new Caches();

  /** Checks that each event begins where the last one of its key ended. */
  private static final class Chain extends Events<Integer, Integer> {
    final Map<Integer, Integer> last = new ConcurrentHashMap<>();
    final List<String> breaks = new CopyOnWriteArrayList<>();
    final AtomicInteger count = new AtomicInteger();

    @Override
    public void on(CacheEntryEvent<? extends Integer, ? extends Integer> event) {
      Integer key = event.getKey();
      Integer before = event.getOldValue();
      boolean gone =
          event.getEventType() == EventType.REMOVED || event.getEventType() == EventType.EXPIRED;
      Integer seen = gone ? last.remove(key) : last.put(key, event.getValue());
      if (seen == null ? before != null : !seen.equals(before)) {
        breaks.add("after " + seen + " came " + event.getEventType() + " from " + before);
      }
      count.incrementAndGet();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoListenersSeeTheChangesOfAKeyInTheirOrder(boolean synchronous) throws Exception {
    var first = new Chain();
    var second = new Chain();
    UnoCache<Integer, Integer> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(synchronous ? Events.sync(first) : Events.async(first));
    cache.registerCacheEntryListener(synchronous ? Events.sync(second) : Events.async(second));
    var next = new AtomicInteger(1_000);
    Threads.together(
        THREADS,
        thread -> {
          for (int i = 0; i < ROUNDS; i++) {
            int key = i % 3;
            switch ((i + thread) % 5) {
              case 0 -> cache.put(key, next.incrementAndGet());
              case 1 -> cache.remove(key);
              case 2 -> cache.getAndReplace(key, next.incrementAndGet());
              case 3 ->
                  cache.invoke(
                      key,
                      (entry, arguments) -> {
                        entry.setValue(next.incrementAndGet());
                        return null;
                      });
              default -> cache.putAll(Map.of(0, next.incrementAndGet(), 1, next.incrementAndGet()));
            }
          }
        });
    cache.put(99, 99);
    await()
        .atMost(10, SECONDS)
        .until(() -> first.last.containsKey(99) && first.count.get() == second.count.get());
    Map<Integer, Integer> inCache = new ConcurrentHashMap<>();
    cache.forEach(entry -> inCache.put(entry.getKey(), entry.getValue()));
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () -> {
              assertThat(first.last).isEqualTo(inCache);
              assertThat(second.last).isEqualTo(inCache);
            });
    assertThat(first.breaks).isEmpty();
    assertThat(second.breaks).isEmpty();
  }

  @Test
  void aSlowListenerHoldsUpNoOtherKey() throws Exception {
    var entered = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    UnoCache<Integer, Integer> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        Events.sync(
            new Events<Integer, Integer>() {
              @Override
              public void on(CacheEntryEvent<? extends Integer, ? extends Integer> event) {
                if (event.getKey() == 1) {
                  entered.countDown();
                  awaitLatch(go);
                }
              }
            }));
    var slow =
        Threads.start(
            () -> {
              cache.put(1, 1);
              return true;
            });
    entered.await();
    for (int key = 2; key < 200; key++) {
      cache.put(key, key);
    }
    assertThat(cache.get(1)).as("the change stands while it is told").isEqualTo(1);
    assertThat(slow).isNotDone();
    go.countDown();
    assertThat(Threads.join(slow)).isTrue();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(Threads.PATIENCE, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void asynchronousEventsOfAKeyComeOneAtATime() {
    var running = new AtomicInteger();
    var overlaps = new AtomicInteger();
    var seen = new ArrayList<Integer>(); // safe only if events do not overlap
    UnoCache<Integer, Integer> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        Events.async(
            new Events<Integer, Integer>() {
              @Override
              public void on(CacheEntryEvent<? extends Integer, ? extends Integer> event) {
                if (running.incrementAndGet() > 1) {
                  overlaps.incrementAndGet();
                }
                synchronized (seen) {
                  seen.add(event.getValue());
                }
                running.decrementAndGet();
              }
            }));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      cache.put(1, i);
      expected.add(i);
    }
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () -> {
              synchronized (seen) {
                assertThat(seen).isEqualTo(expected);
              }
            });
    assertThat(overlaps).hasValue(0);
  }
}
