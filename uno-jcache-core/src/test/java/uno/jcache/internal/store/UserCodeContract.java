/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.increment;
import static uno.jcache.internal.store.StoreChecks.incremented;
import static uno.jcache.internal.store.StoreChecks.number;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.remove;
import static uno.jcache.internal.store.StoreChecks.scanned;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Together;

/** Transitions run user code, which may use the cache and take its time. */
interface UserCodeContract extends StoreFixture {
  @Test
  default void aTransitionMayUseTheStoreForOtherKeys() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    for (int i = 0; i < 100; i++) {
      put(store, "other" + i, i, Expiry.NEVER);
    }
    int sum =
        store.compute(
            "key",
            current -> {
              int total = 0;
              for (int i = 0; i < 100; i++) {
                total += (int) requireNonNull(store.get("other" + i));
                total += number(store.peek("other" + i));
                total += increment(store, "other" + i);
                remove(store, "other" + i);
                store.put("another" + i, i, expiry);
              }
              return new Decision.Put<>(total, Expiry.NEVER, total);
            });
    assertThat(sum).isEqualTo(3 * 4_950 + 100);
    assertThat(store.get("key")).isEqualTo(sum);
    assertThat(scanned(store)).hasSize(101);
  }

  @Test
  default void transitionsMayReadEachOthersKeys() throws Exception {
    Store<String, Object> store = open();
    put(store, "a", 1, Expiry.NEVER);
    put(store, "b", 1, Expiry.NEVER);
    CyclicBarrier bothDecide = new CyclicBarrier(2);
    Together.run(
        () -> addsTheOther(store, "a", "b", bothDecide),
        () -> addsTheOther(store, "b", "a", bothDecide));
    assertThat(number(store.peek("a")) + number(store.peek("b"))).isBetween(4, 5);
  }

  private void addsTheOther(
      Store<String, Object> store, String key, String other, CyclicBarrier bothDecide) {
    AtomicBoolean asked = new AtomicBoolean();
    store.compute(
        key,
        current -> {
          if (!asked.getAndSet(true)) {
            meet(bothDecide);
          }
          int read = store.compute(other, found -> new Decision.Keep<>(number(found)));
          assertThat(store.get(other)).isNotNull();
          return new Decision.Put<>(number(current) + read, Expiry.NEVER, "added");
        });
  }

  @Test
  default void transitionsMayWriteEachOthersKeys() throws Exception {
    Store<String, Object> store = open();
    CyclicBarrier bothDecide = new CyclicBarrier(2);
    Together.run(
        () -> incrementsBoth(store, "a", "b", bothDecide),
        () -> incrementsBoth(store, "b", "a", bothDecide));
    assertEntry(store, "a", 2, Expiry.NEVER);
    assertEntry(store, "b", 2, Expiry.NEVER);
  }

  private void incrementsBoth(
      Store<String, Object> store, String key, String other, CyclicBarrier bothDecide) {
    AtomicBoolean asked = new AtomicBoolean();
    store.compute(
        key,
        current -> {
          if (!asked.getAndSet(true)) {
            meet(bothDecide);
            increment(store, other);
          }
          return incremented(current);
        });
  }

  private void meet(CyclicBarrier barrier) {
    assertThatCode(() -> barrier.await(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
  }

  @Test
  default void aTransitionHoldsUpNobodyAtOtherKeys() throws Exception {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    CountDownLatch deciding = new CountDownLatch(1);
    CountDownLatch othersDone = new CountDownLatch(1);
    Together.run(
        () ->
            store.compute(
                "key",
                current -> {
                  deciding.countDown();
                  assertThatCode(() -> assertThat(othersDone.await(30, TimeUnit.SECONDS)).isTrue())
                      .doesNotThrowAnyException();
                  return new Decision.Put<>("value", Expiry.NEVER, "done");
                }),
        () -> {
          deciding.await();
          for (int i = 0; i < 500; i++) { // more than there are stripes or bins to collide in
            store.put("put" + i, i, expiry);
            increment(store, "put" + i);
            assertThat(store.get("put" + i)).isEqualTo(i + 1);
            remove(store, "put" + i);
          }
          scanned(store);
          othersDone.countDown();
        });
    assertThat(store.get("key")).isEqualTo("value");
  }
}
