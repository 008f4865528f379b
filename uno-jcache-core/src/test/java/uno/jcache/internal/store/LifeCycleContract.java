/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.PLENTY;
import static uno.jcache.internal.store.StoreChecks.assertNoEntry;
import static uno.jcache.internal.store.StoreChecks.attempt;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.increment;
import static uno.jcache.internal.store.StoreChecks.number;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.remove;
import static uno.jcache.internal.store.StoreChecks.scanned;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.StoreListener;
import uno.jcache.spi.Together;

/** Several stores, interrupts, and the end of a store. */
interface LifeCycleContract extends StoreFixture {
  @ParameterizedTest
  @ValueSource(strings = {"2", "-", ":", "*", ":key", "/../x"})
  default void storesOfSeveralCachesDoNotSeeEachOther(String suffix) {
    Expiry expiry = expiry(created());
    Store<String, Object> one = open(expiry);
    Store<String, Object> other =
        open(context(cacheName() + suffix, expiry, PLENTY, StoreListener.NONE));
    one.put("key", "one", expiry);
    one.put("of one", "one", expiry);
    other.put("key", "other", expiry);
    other.put("of other", "other", expiry);

    assertThat(one.get("key")).isEqualTo("one");
    assertThat(other.get("key")).isEqualTo("other");
    assertNoEntry(one, "of other");
    assertNoEntry(other, "of one");
    assertThat(scanned(one)).containsOnlyKeys("key", "of one");
    assertThat(scanned(other)).containsOnlyKeys("key", "of other");

    one.clear();
    assertThat(scanned(other)).containsOnlyKeys("key", "of other");
    one.close();
    assertThat(other.get("key")).isEqualTo("other");
    assertThat(increment(other, "number")).isEqualTo(1);
  }

  private Store<String, Object> openUntilClosed() {
    Store<String, Object> store =
        make(context(cacheName(), expiry(created()), PLENTY, StoreListener.NONE));
    put(store, "key", 1, clock().in(LIFE));
    store.clear();
    return store;
  }

  @Test
  default void closeDoesNothingTheSecondTime() {
    Store<String, Object> store = openUntilClosed();
    store.close();
    assertThatCode(store::close).doesNotThrowAnyException();
  }

  @Test
  default void closeLeavesNobodyHangingWhoUsesTheStore() throws Exception {
    Expiry expiry = expiry(created());
    Store<String, Object> store = openUntilClosed();
    CountDownLatch used = new CountDownLatch(3);
    AtomicBoolean closed = new AtomicBoolean();
    List<Runnable> uses =
        List.of(
            () -> store.get("absent"),
            () -> store.peek("absent"),
            () -> store.compute("absent", current -> new Decision.Remove<>("removed")),
            () -> scanned(store),
            () -> store.sweep(key -> {}),
            () -> store.put("key", 1, expiry),
            () -> remove(store, "key"),
            store::size,
            store::clear);
    Together.Task user =
        () -> {
          while (!closed.get()) {
            uses.forEach(StoreChecks::attempt);
            used.countDown();
          }
          uses.forEach(StoreChecks::attempt);
        };
    Together.run(
        user,
        user,
        user,
        () -> {
          used.await();
          store.close();
          closed.set(true);
        });
  }

  @Test
  default void interruptsDoNotHarmTheStore() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    for (Runnable use :
        Arrays.<Runnable>asList(
            () -> store.get("key"),
            () -> store.put("interrupted", "value", expiry),
            () -> increment(store, "number"),
            () -> scanned(store))) {
      Thread.currentThread().interrupt();
      try {
        attempt(use);
      } finally {
        Thread.interrupted();
      }
      assertThat(store.get("key")).isEqualTo("value");
      store.put("key", "value", expiry);
    }
    assertThat(number(store.peek("number"))).isBetween(0, 1);
  }
}
