/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyLocksTest {
  private final KeyLocks<Object> locks = new KeyLocks<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void operationsOnOneKeyExcludeEachOther() throws Exception {
    int[] count = {0};
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          threads.submit(
              () -> {
                for (int j = 0; j < 5_000; j++) {
                  KeyLock lock = locks.acquire("key");
                  count[0]++;
                  locks.release("key", lock);
                }
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    assertThat(count[0]).isEqualTo(20_000);
    assertThat(locks.isIdle()).isTrue();
  }

  @Test
  void operationsOnOtherKeysDoNotWait() throws Exception {
    KeyLock lock = locks.acquire("key");
    threads.submit(() -> locks.release("other", locks.acquire("other"))).get();
    locks.release("key", lock);
  }

  @Test
  void aThreadMayTakeALockAgain() throws Exception {
    KeyLock lock = locks.acquire("key");
    assertThat(locks.acquire("key")).isSameAs(lock);
    locks.release("key", lock);
    Future<?> other = threads.submit(() -> locks.release("key", locks.acquire("key")));
    assertThat(locks.isIdle()).isFalse();
    locks.release("key", lock);
    other.get();
    assertThat(locks.isIdle()).isTrue();
  }

  @Test
  void ofTwoThatWouldWaitForEachOtherOneGoesWithout() throws Exception {
    CyclicBarrier bothHaveOne = new CyclicBarrier(2);
    Future<Boolean> one = threads.submit(() -> hasBoth("a", "b", bothHaveOne));
    Future<Boolean> other = threads.submit(() -> hasBoth("b", "a", bothHaveOne));
    assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(true, false);
    assertThat(locks.isIdle()).isTrue();
  }

  private boolean hasBoth(String first, String second, CyclicBarrier barrier) throws Exception {
    KeyLock lock = locks.acquire(first);
    barrier.await();
    KeyLock next = locks.acquire(second);
    locks.release(second, next);
    locks.release(first, lock);
    return next != null;
  }

  @Test
  void aThreadDecidesWhileItSaysSo() throws Exception {
    KeyLock lock = requireNonNull(locks.acquire("key"));
    assertThat(locks.isDeciding()).isFalse();
    assertThat(lock.setDeciding(true)).isFalse();
    assertThat(locks.isDeciding()).isTrue();
    assertThat(locks.isDeciding("key")).isTrue();
    assertThat(locks.isDeciding("other")).isFalse();
    assertThat(threads.submit(() -> locks.isDeciding()).get()).isFalse();
    assertThat(lock.setDeciding(false)).isTrue();
    assertThat(locks.isDeciding("key")).isFalse();
    locks.release("key", lock);
  }

  /** Of the application's keys, one may throw at any time. */
  private static final class Throwing {
    private boolean throwing;

    @Override
    public int hashCode() {
      if (throwing) {
        throw new IllegalStateException("as the test wants it");
      }
      return 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  @Test
  void whoWaitsForAKeyThatCannotBeComparedAnyMoreGoesOn() throws Exception {
    Throwing key = new Throwing();
    KeyLock lock = requireNonNull(locks.acquire(key));
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    threads.execute(() -> waited.complete(lock.await()));
    key.throwing = true;
    assertThatThrownBy(() -> locks.release(key, lock)).isInstanceOf(IllegalStateException.class);
    assertThat(waited.get()).isTrue();
    key.throwing = false;
    locks.release(key, locks.acquire(key)); // the one that was left is replaced
    assertThat(locks.isIdle()).isTrue();
  }

  @Test
  void effectsOfListenersComeAfterAllThatFollowsFromWhatTheyWereToldOf() {
    KeyLock lock = requireNonNull(locks.acquire("key"));
    List<String> performed = new ArrayList<>();
    lock.perform(
        () -> {
          lock.perform(() -> performed.add("second"));
          performed.add("first");
        });
    assertThat(performed).containsExactly("first", "second");
    locks.release("key", lock);
  }

  @Test
  void anEffectThatFailsKeepsNoOtherFromItsTurn() {
    KeyLock lock = requireNonNull(locks.acquire("key"));
    List<String> performed = new ArrayList<>();
    assertThatThrownBy(
            () ->
                lock.perform(
                    () -> {
                      lock.perform(() -> performed.add("second"));
                      throw new IllegalStateException("first");
                    }))
        .hasMessage("first");
    assertThat(performed).containsExactly("second");
    lock.perform(() -> performed.add("third"));
    assertThat(performed).containsExactly("second", "third");
    locks.release("key", lock);
  }
}
