/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/** Odd keys, odd executors, odd threads. */
class RobustnessTest {
  @RegisterExtension final Caches caches = new Caches();

  /** All of one hash. */
  private record Colliding(int number) implements Serializable {
    @Override
    public int hashCode() {
      return 7;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Colliding other && number == other.number;
    }
  }

  @Test
  void keysOfOneHashAreKeptApart() throws Exception {
    UnoCache<Colliding, Integer> cache = caches.create(Caches.byValue());
    cache.registerCacheEntryListener(Events.sync(new Events<>()));
    Threads.together(
        8,
        thread -> {
          for (int i = 0; i < 100; i++) {
            cache.invoke(
                new Colliding(i),
                (entry, arguments) -> {
                  entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                  return null;
                });
          }
        });
    for (int i = 0; i < 100; i++) {
      assertThat(cache.get(new Colliding(i))).isEqualTo(8);
      assertThat(cache.remove(new Colliding(i))).isTrue();
    }
    assertThat(cache).isEmpty();
  }

  /** Cannot be compared while it is told so; all of one hash, so that it is compared. */
  private static final class Moody implements Serializable {
    private static final long serialVersionUID = 1;

    static final AtomicBoolean THROWS = new AtomicBoolean();
    private final int number;

    Moody(int number) {
      this.number = number;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      if (THROWS.get()) {
        throw new IllegalStateException("equals");
      }
      return object instanceof Moody other && number == other.number;
    }

    @Override
    public int hashCode() {
      return 7;
    }
  }

  @Test
  @Tag("in-heap") // bytes are compared
  void aKeyThatCannotBeComparedFailsItsOperationAndTheCacheGoesOn() throws Exception {
    var source = new Source<Moody, String>();
    UnoCache<Moody, String> cache = caches.create(source.readThrough(Caches.byReference()));
    cache.registerCacheEntryListener(Events.sync(new Events<>()));
    cache.put(new Moody(1), "v");
    Moody.THROWS.set(true);
    try {
      assertThatThrownBy(() -> cache.put(new Moody(2), "v")).hasMessageContaining("equals");
      assertThatThrownBy(() -> cache.get(new Moody(2))).hasMessageContaining("equals");
      assertThatThrownBy(() -> cache.remove(new Moody(1))).hasMessageContaining("equals");
    } finally {
      Moody.THROWS.set(false);
    }
    var others =
        Threads.start(
            () -> {
              cache.put(new Moody(2), "w");
              return cache.get(new Moody(1)) + cache.get(new Moody(2));
            });
    assertThat(Threads.join(others)).isEqualTo("vw");
  }

  @Test
  void aValueThatCannotBeComparedFailsItsOperationAndTheEntryStays() {
    UnoCache<String, Moody> cache = caches.create(Caches.byReference());
    cache.put("k", new Moody(1));
    Moody.THROWS.set(true);
    try {
      assertThatThrownBy(() -> cache.replace("k", new Moody(1), new Moody(2)))
          .hasMessageContaining("equals");
      assertThatThrownBy(() -> cache.remove("k", new Moody(1))).hasMessageContaining("equals");
      assertThat(cache.get("k").number).isEqualTo(1);
      cache.put("k", new Moody(3));
    } finally {
      Moody.THROWS.set(false);
    }
    assertThat(cache.get("k")).isEqualTo(new Moody(3));
  }

  @Test
  void hugeBatchesWork() {
    var source =
        new Source<Integer, Integer>() {
          @Override
          public void write(Cache.Entry<? extends Integer, ? extends Integer> entry) {
            rows.put(entry.getKey(), entry.getValue());
          }

          @Override
          public void delete(Object key) {
            rows.remove(key);
          }
        };
    UnoCache<Integer, Integer> cache =
        caches.create(
            source.writeThrough(Caches.<Integer, Integer>byReference()).setMaximumSize(100_000));
    int half = Caches.rounds(25_000);
    Map<Integer, Integer> batch = new HashMap<>();
    for (int i = 0; i < 2 * half; i++) {
      batch.put(i, i);
    }
    cache.putAll(batch);
    assertThat(cache.getAll(batch.keySet())).hasSize(2 * half);
    Set<Integer> removed = new HashSet<>();
    for (int i = 0; i < half; i++) {
      removed.add(i);
    }
    cache.removeAll(removed);
    assertThat(cache.getAll(batch.keySet())).hasSize(half);
    cache.removeAll();
    assertThat(source.rows).isEmpty();
    assertThat(cache).isEmpty();
  }

  @Test
  void noBatchIsTooSmall() {
    UnoCache<Integer, Integer> cache =
        caches.create(
            new Source<Integer, Integer>().writeThrough(Caches.<Integer, Integer>byReference()));
    cache.putAll(Map.of());
    cache.removeAll(Set.of());
    cache.removeAll();
    assertThat(cache.getAll(Set.of())).isEmpty();
    assertThat(cache.invokeAll(Set.<Integer>of(), (entry, arguments) -> 1)).isEmpty();
  }

  @Test
  void anInterruptedThreadDoesItsWorkAndStaysInterrupted() {
    var source = new Source<String, String>();
    source.rows.put("loaded", "row");
    UnoCache<String, String> cache =
        caches.create(
            source
                .readThrough(source.writeThrough(Caches.<String, String>byReference()))
                .addCacheEntryListenerConfiguration(Events.sync(new Events<>())));
    Thread.currentThread().interrupt();
    try {
      cache.put("k", "v");
      assertThat(cache.get("k")).isEqualTo("v");
      assertThat(cache.get("loaded")).isEqualTo("row");
      cache.invoke("k", (entry, arguments) -> entry.getValue());
      cache.removeAll(Set.of("k"));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anInterruptWhileAThreadWaitsForALoadIsKeptForIt() throws Exception {
    var loading = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var source =
        new Source<String, String>() {
          @Override
          public String load(String key) {
            loading.countDown();
            try {
              assertThat(go.await(Threads.PATIENCE, SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return "row";
          }
        };
    UnoCache<String, String> cache = caches.create(source.readThrough(Caches.byReference()));
    var loader = Threads.start(() -> cache.get("k"));
    assertThat(loading.await(Threads.PATIENCE, SECONDS)).isTrue();
    var thread = new Thread[1];
    var started = new CountDownLatch(1);
    var waiter =
        Threads.start(
            () -> {
              thread[0] = Thread.currentThread();
              started.countDown();
              String value = cache.get("k");
              return value + (Thread.interrupted() ? ", interrupted" : "");
            });
    assertThat(started.await(Threads.PATIENCE, SECONDS)).isTrue();
    await().atMost(10, SECONDS).until(() -> thread[0].getState() == Thread.State.WAITING);
    thread[0].interrupt();
    go.countDown();
    assertThat(Threads.join(waiter)).isEqualTo("row, interrupted");
    assertThat(Threads.join(loader)).isEqualTo("row");
  }

  /** Returns a small cache whose executor rejects everything, into which much was put. */
  private UnoCache<Integer, String> filledWithoutExecutor(Events<Integer, String> events) {
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setMaximumSize(10)
                .setExecutor(
                    task -> {
                      throw new RejectedExecutionException("full");
                    })
                .addCacheEntryListenerConfiguration(Events.async(events)));
    for (int i = 0; i < 100; i++) {
      cache.put(i, "v");
    }
    return cache;
  }

  @Test
  void anExecutorThatRejectsEverythingLosesNoEvent() {
    var events = new Events<Integer, String>();
    UnoCache<Integer, String> unused = filledWithoutExecutor(events);
    assertThat(events.seen()).hasSize(100);
  }

  @Test
  @Tag("bounded")
  void withAnExecutorThatRejectsEverythingTheBoundIsKept() {
    UnoCache<Integer, String> cache = filledWithoutExecutor(new Events<>());
    int size = 0;
    for (var entries = cache.iterator(); entries.hasNext(); entries.next()) {
      size++;
    }
    assertThat(size).isLessThan(100);
  }

  @Test
  void anExecutorThatRunsInTheCallersThreadWillDo() {
    var source = new Source<Integer, String>();
    source.rows.put(1, "row");
    var events = new Events<Integer, String>();
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setMaximumSize(10)
                .setExecutor(Runnable::run)
                .setCacheLoaderFactory(() -> source)
                .addCacheEntryListenerConfiguration(Events.async(events)));
    cache.loadAll(Set.of(1), true, null);
    assertThat(cache.get(1)).isEqualTo("row");
    assertThat(events.seen()).containsExactly("CREATED 1: null -> row");
  }
}
