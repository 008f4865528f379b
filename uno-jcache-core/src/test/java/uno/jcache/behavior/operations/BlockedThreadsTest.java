/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.cache.event.CacheEntryEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;

/**
 * Many threads that block in user code at once, each on a key of its own. Where the JDK has virtual
 * threads they are such threads, far more than there are carriers: were one pinned to its carrier
 * by a monitor of ours, the test would not end.
 */
@Tag("slow")
class BlockedThreadsTest {
  private static final int THREADS = 500;

  @RegisterExtension final Caches caches = new Caches();
  private final CountDownLatch everybody = new CountDownLatch(THREADS);

  /** Waits until all threads have come here. */
  private void meet() {
    everybody.countDown();
    try {
      assertThat(everybody.await(Threads.PATIENCE, SECONDS)).as("all are here").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts a virtual thread, or a platform thread where there are none. */
  private static Thread start(Runnable task) throws ReflectiveOperationException {
    Method starter;
    try {
      starter = Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      var thread = new Thread(null, task, "blocked", 128 * 1024);
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
    return (Thread) starter.invoke(null, task);
  }

  private static void inThreads(Threads.Task task) throws Exception {
    List<CompletableFuture<@Nullable Void>> results = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      var result = new CompletableFuture<@Nullable Void>();
      results.add(result);
      Thread started =
          start(
              () -> {
                try {
                  task.run(number);
                  result.complete(null);
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
              });
      assertThat(started).isNotNull();
    }
    for (CompletableFuture<@Nullable Void> result : results) {
      result.get(2L * Threads.PATIENCE, SECONDS);
    }
  }

  @Test
  void processorsMayBlock() throws Exception {
    UnoCache<Integer, Integer> cache = caches.create(Caches.byReference());
    inThreads(
        thread ->
            cache.invoke(
                thread,
                (entry, arguments) -> {
                  meet();
                  entry.setValue(1);
                  return null;
                }));
    assertThat(cache).hasSize(THREADS);
  }

  @Test
  void loadersMayBlock() throws Exception {
    var source =
        new Source<Integer, Integer>() {
          @Override
          public Integer load(Integer key) {
            meet();
            return key;
          }
        };
    UnoCache<Integer, Integer> cache = caches.create(source.readThrough(Caches.byReference()));
    inThreads(thread -> assertThat(cache.get(thread)).isEqualTo(thread));
  }

  @Test
  void writersMayBlock() throws Exception {
    var source =
        new Source<Integer, Integer>() {
          @Override
          public void write(javax.cache.Cache.Entry<? extends Integer, ? extends Integer> entry) {
            meet();
          }
        };
    UnoCache<Integer, Integer> cache = caches.create(source.writeThrough(Caches.byReference()));
    inThreads(thread -> cache.put(thread, thread));
    assertThat(cache).hasSize(THREADS);
  }

  @Test
  void listenersMayBlock() throws Exception {
    UnoCache<Integer, Integer> cache = caches.create(Caches.byReference());
    cache.registerCacheEntryListener(
        Events.sync(
            new Events<Integer, Integer>() {
              @Override
              public void on(CacheEntryEvent<? extends Integer, ? extends Integer> event) {
                meet();
              }
            }));
    inThreads(thread -> cache.put(thread, thread));
    assertThat(cache).hasSize(THREADS);
  }

  @Test
  void threadsThatWaitForOneKeyGetTheirTurn() throws Exception {
    UnoCache<String, Integer> cache = caches.create(Caches.byReference());
    cache.put("k", 0);
    inThreads(
        thread ->
            cache.invoke(
                "k",
                (entry, arguments) -> {
                  entry.setValue(entry.getValue() + 1);
                  return null;
                }));
    assertThat(cache.get("k")).isEqualTo(THREADS);
  }
}
