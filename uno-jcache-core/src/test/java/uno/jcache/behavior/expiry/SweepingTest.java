/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.expiry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;

/** Expired entries leave memory in spite of listeners and executors that fail. */
@Tag("slow")
class SweepingTest {
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
  @Tag("swept")
  void aListenerThatFailsDoesNotKeepExpiredEntriesInMemory() {
    var clock = new MovedClock();
    var listener = new FailsFor(EventType.EXPIRED);
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, 10)))
                .setTicker(clock)
                .addCacheEntryListenerConfiguration(Events.sync(listener)));
    for (int i = 0; i < 100; i++) {
      cache.put("k" + i, "v");
    }
    listener.drain();
    clock.advance(10);
    await().atMost(12, SECONDS).until(() -> listener.seen().size() == 100);
  }

  @Test
  @Tag("swept")
  void anExecutorThatRejectsASweepOnceDoesNotEndTheRemovalOfExpiredEntries() {
    var clock = new MovedClock();
    var listener = new Events<String, String>();
    var rejecting = new AtomicBoolean(true);
    var rejected = new AtomicInteger();
    Thread test = Thread.currentThread();
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, 10)))
                .setTicker(clock)
                .setExecutor(
                    task -> {
                      if (rejecting.get()) {
                        if (Thread.currentThread() != test) {
                          rejected.incrementAndGet();
                        }
                        throw new RejectedExecutionException("busy");
                      }
                      ForkJoinPool.commonPool().execute(task);
                    })
                .addCacheEntryListenerConfiguration(Events.sync(listener)));
    cache.put("k", "v");
    clock.advance(10);
    await().atMost(5, SECONDS).until(() -> rejected.get() > 0);
    rejecting.set(false);
    await().atMost(15, SECONDS).until(() -> listener.seen().size() == 2);
  }

  enum Fault {
    THROWS,
    ERROR,
    DROPS
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @Tag("swept")
  void anExecutorThatFailsOnceDoesNotEndTheRemovalOfExpiredEntries(Fault fault) {
    var clock = new MovedClock();
    var listener = new Events<String, String>();
    var failed = new AtomicInteger();
    Thread test = Thread.currentThread();
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, 10)))
                .setTicker(clock)
                .setExecutor(
                    task -> {
                      if (Thread.currentThread() != test && failed.getAndIncrement() == 0) {
                        switch (fault) {
                          case THROWS -> throw new IllegalStateException("being reconfigured");
                          case ERROR -> throw new OutOfMemoryError("no native thread");
                          case DROPS -> {
                            return;
                          }
                        }
                      }
                      ForkJoinPool.commonPool().execute(task);
                    })
                .addCacheEntryListenerConfiguration(Events.sync(listener)));
    cache.put("k", "v");
    clock.advance(10);
    await().atMost(20, SECONDS).until(() -> listener.seen().size() == 2);
    assertThat(failed.get()).isGreaterThan(1);
  }

  @Test
  @Tag("swept")
  void aSweepInTheCallersThreadHoldsUpNoOther() throws Exception {
    var clock = new MovedClock();
    var go = new CountDownLatch(1);
    var sweeping = new CountDownLatch(1);
    var stuck =
        new Events<String, String>() {
          @Override
          public void on(CacheEntryEvent<? extends String, ? extends String> event) {
            super.on(event);
            if (event.getEventType() == EventType.EXPIRED) {
              sweeping.countDown();
              try {
                boolean unused = go.await(30, SECONDS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
          }
        };
    var listener = new Events<String, String>();
    UnoCache<String, String> slow = caches.manager().createCache("slow", swept(clock, stuck));
    UnoCache<String, String> other = caches.manager().createCache("other", swept(clock, listener));
    slow.put("k", "v");
    other.put("k", "v");
    clock.advance(10);
    try {
      assertThat(sweeping.await(20, SECONDS)).isTrue();
      other.put("l", "v");
      clock.advance(10);
      await().atMost(20, SECONDS).until(() -> listener.seen().size() == 4);
    } finally {
      go.countDown();
    }
  }

  private static UnoConfiguration<String, String> swept(
      MovedClock clock, Events<String, String> listener) {
    return Caches.<String, String>byReference()
        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, 10)))
        .setTicker(clock)
        .setExecutor(Runnable::run)
        .addCacheEntryListenerConfiguration(Events.sync(listener));
  }

  @Test
  @Tag("swept")
  void anErrorOfAListenerDoesNotEndTheRemovalOfExpiredEntries() {
    var clock = new MovedClock();
    var seen = new AtomicInteger();
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, 10)))
                .setTicker(clock)
                .addCacheEntryListenerConfiguration(
                    Events.sync(
                        new Events<Integer, String>() {
                          @Override
                          public void on(
                              CacheEntryEvent<? extends Integer, ? extends String> event) {
                            if (event.getEventType() == EventType.EXPIRED
                                && seen.incrementAndGet() == 1) {
                              throw new AssertionError("listener");
                            }
                          }
                        })));
    cache.put(1, "v");
    cache.put(2, "v");
    cache.put(3, "v");
    clock.advance(10);
    await().dontCatchUncaughtExceptions().atMost(12, SECONDS).until(() -> seen.get() == 3);
  }
}
