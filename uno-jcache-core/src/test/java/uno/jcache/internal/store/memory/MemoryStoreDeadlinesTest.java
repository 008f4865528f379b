/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpecs;

/** A put that keeps deadlines keeps them whatever runs at the same time. */
@Tag("slow")
class MemoryStoreDeadlinesTest {
  private static final long DEADLINE = 30_000;

  /** Here another comes in between because the weigher, which Caffeine calls, lets it. */
  @Test
  void aPutAmongBareValuesKeepsTheFirstDeadline() {
    Expiry expiry = Expiry.of("deadlines", new EternalExpiryPolicy(), () -> Instant.EPOCH);
    AtomicReference<Runnable> other = new AtomicReference<>(() -> {});
    Store<Integer, Integer> store =
        new MemoryStore<>(
            StoreSpecs.of(
                "deadlines",
                expiry,
                1_000,
                (key, value) -> {
                  other.getAndSet(() -> {}).run();
                  return 1;
                },
                Runnable::run));
    other.set(() -> store.compute(1, current -> new Decision.Put<>(1, DEADLINE, true)));
    store.put(1, 7, expiry);
    assertThat(requireNonNull(store.peek(1)).value()).isEqualTo(7);
    assertThat(requireNonNull(store.peek(1)).expiresAt()).isEqualTo(DEADLINE);
  }

  @Test
  void aPutKeepsTheDeadlineOfAnEntryThatComesAndIsUpdatedMeanwhile() {
    Lincheck.runConcurrentTest(
        1_000, () -> checkPutDuringCreation(new CreatedExpiryPolicy(Duration.ONE_MINUTE), true));
  }

  private static void checkPutDuringCreation(ExpiryPolicy policy, boolean update) {
    Expiry expiry = Expiry.of("deadlines", policy, () -> Instant.EPOCH);
    Store<Integer, Integer> store = new MemoryStore<>(StoreSpecs.of("deadlines", expiry, 1_000));
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
