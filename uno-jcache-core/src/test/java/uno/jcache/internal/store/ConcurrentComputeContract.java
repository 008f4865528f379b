/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.ROUNDS;
import static uno.jcache.internal.store.StoreChecks.THREADS;
import static uno.jcache.internal.store.StoreChecks.increment;
import static uno.jcache.internal.store.StoreChecks.number;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.scanned;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Together;

/** Many compute at the same time, and no change is lost. */
interface ConcurrentComputeContract extends StoreFixture {
  @Test
  default void computesAtOnceLoseNoIncrement() throws Exception {
    Store<String, Object> store = open();
    Set<Integer> results = new TreeSet<>();
    Together.run(
        THREADS,
        () -> {
          List<Integer> mine = new ArrayList<>();
          for (int i = 0; i < ROUNDS; i++) {
            mine.add(increment(store, "key"));
          }
          synchronized (results) {
            results.addAll(mine);
          }
        });
    assertThat(store.get("key")).isEqualTo(THREADS * ROUNDS);
    assertThat(results).as("each result is of a commit of its own").hasSize(THREADS * ROUNDS);
  }

  @Test
  default void computesAtOnceTakeOutExactlyWhatWasPutIn() throws Exception {
    Store<String, Object> store = open();
    AtomicLong takenOut = new AtomicLong();
    Together.Task putsIn =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            increment(store, "key" + i % 3);
          }
        };
    Together.Task takesOut =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            takenOut.addAndGet(
                store.compute("key" + i % 3, current -> new Decision.Remove<>(number(current))));
          }
        };
    Together.run(putsIn, putsIn, takesOut, takesOut);
    scanned(store).values().forEach(left -> takenOut.addAndGet((int) left.value()));
    assertThat(takenOut).hasValue(2 * ROUNDS);
  }

  @Test
  default void computesAtOnceStoreOnceWhereAllStoreIfAbsent() throws Exception {
    Store<String, Object> store = open();
    AtomicInteger stored = new AtomicInteger();
    Together.run(
        THREADS,
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            boolean mine =
                store.compute(
                    "key" + i,
                    current ->
                        (current == null)
                            ? new Decision.Put<>("value", Expiry.NEVER, true)
                            : new Decision.Keep<>(false));
            if (mine) {
              stored.incrementAndGet();
            }
          }
        });
    assertThat(stored).hasValue(ROUNDS);
  }

  @Test
  default void computesAtOnceEndADeadEntryOnce() throws Exception {
    Store<String, Object> store = open();
    for (int i = 0; i < ROUNDS; i++) {
      put(store, "key" + i, "value", clock().in(LIFE));
    }
    clock().advance(LIFE);
    AtomicInteger ended = new AtomicInteger();
    Together.run(
        THREADS,
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            ended.addAndGet(
                store.compute(
                    "key" + i, current -> new Decision.Remove<>((current == null) ? 0 : 1)));
          }
        });
    assertThat(ended).hasValue(ROUNDS);
  }

  @Test
  default void computesLoseNothingToGetsThatMoveTheDeadline() throws Exception {
    Store<String, Object> store = open(expiry(new TouchedExpiryPolicy(LIFETIME)));
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            clock().advance(Duration.ofMillis(1));
            store.compute(
                "key",
                current -> {
                  int next = number(current) + 1;
                  return new Decision.Put<>(next, clock().in(LIFE), next);
                });
          }
          done.set(true);
        },
        () -> {
          int last = 0;
          while (!done.get()) {
            Object value = store.get("key");
            int now = (value == null) ? 0 : (int) value;
            assertThat(now).as("goes up only").isGreaterThanOrEqualTo(last);
            last = now;
          }
        });
    assertThat(store.get("key")).isEqualTo(ROUNDS);
  }
}
