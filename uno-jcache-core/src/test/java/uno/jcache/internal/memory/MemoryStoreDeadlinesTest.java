/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Decision;
import uno.jcache.spi.Expiry;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.Together;

/** A put that keeps deadlines keeps them whatever runs at the same time. */
class MemoryStoreDeadlinesTest {
  private static final long DEADLINE = 30_000;

  @Test
  void aPutAmongBareValuesKeepsTheFirstDeadline() throws Exception {
    Expiry expiry = Expiry.of("deadlines", new EternalExpiryPolicy(), () -> Instant.EPOCH);
    AtomicInteger lost = new AtomicInteger();
    CyclicBarrier turn = new CyclicBarrier(2);
    List<Store<Integer, Integer>> stores = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      stores.add(
          new MemoryStore<>(
              new StoreContext<>("deadlines", expiry, 10, null, Runnable::run, () -> {})));
    }
    Together.run(
        () -> {
          for (Store<Integer, Integer> store : stores) {
            turn.await();
            store.put(1, 7, expiry);
          }
        },
        () -> {
          for (Store<Integer, Integer> store : stores) {
            turn.await();
            store.compute(1, current -> new Decision.Put<>(1, DEADLINE, true));
          }
        });
    for (Store<Integer, Integer> store : stores) {
      if (requireNonNull(store.peek(1)).expiresAt() != DEADLINE) {
        lost.incrementAndGet();
      }
    }
    assertThat(lost).as("in either order of the two, it is kept").hasValue(0);
  }

  @Test
  void aPutKeepsTheDeadlineOfAnEntryThatComesAndIsUpdatedMeanwhile() {
    Lincheck.runConcurrentTest(
        2_000, () -> checkPutDuringCreation(new CreatedExpiryPolicy(Duration.ONE_MINUTE), true));
  }

  private static void checkPutDuringCreation(ExpiryPolicy policy, boolean update) {
    Expiry expiry = Expiry.of("deadlines", policy, () -> Instant.EPOCH);
    Store<Integer, Integer> store =
        new MemoryStore<>(
            new StoreContext<>("deadlines", expiry, 1_000, null, Runnable::run, () -> {}));
    Thread puts = new Thread(() -> store.put(1, 7, expiry));
    Thread creates =
        new Thread(
            () -> {
              store.compute(1, current -> new Decision.Put<>(1, DEADLINE, true));
              if (update) {
                store.compute(
                    1, current -> new Decision.Put<>(2, requireNonNull(current).expiresAt(), true));
              }
            });
    puts.start();
    creates.start();
    join(puts);
    join(creates);
    long deadline = requireNonNull(store.peek(1)).expiresAt();
    if (deadline != DEADLINE) { // in either order of the two, it is that
      throw new AssertionError("The deadline is " + deadline);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
