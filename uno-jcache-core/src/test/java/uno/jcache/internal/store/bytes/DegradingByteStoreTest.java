/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.ByteCodecs;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.HeapByteStore.Failing;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/** What an application sees of a store that fails, and of one that answers again. */
class DegradingByteStoreTest {
  private final AtomicBoolean fallsBack = new AtomicBoolean(true);
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger recovered = new AtomicInteger();
  private final StoreSpec<String, Object> context =
      new StoreSpec<>(
          "test",
          "",
          "",
          Expiry.of("test", new EternalExpiryPolicy(), new MovableClock()),
          1_000_000,
          OptionalLong.empty(),
          null,
          Runnable::run,
          new StoreListener() {
            @Override
            public void evicted() {}

            @Override
            public void failed(StoreException failure) {
              told.incrementAndGet();
            }

            @Override
            public void recovered() {
              recovered.incrementAndGet();
            }
          },
          ByteCodecs.of("test"),
          fallsBack::get);
  private final HeapByteStore bytes = new HeapByteStore(context.context());
  private final Store<String, Object> store = new OptimisticStore<>(context, bytes);

  private void put(String key, Object value) {
    store.compute(key, current -> new Decision.Put<>(value, Expiry.NEVER, true));
  }

  private void remove(String key) {
    store.compute(key, current -> new Decision.Remove<>(true));
  }

  @EnumSource(names = {"BEFORE", "AFTER"})
  @ParameterizedTest
  void readsMissAndWritesGoOn(Failing how) {
    put("key", "old");
    bytes.fail(how);
    assertThat(store.get("key")).isNull();
    assertThat(store.peek("key")).isNull();
    assertThat(store.size()).isZero();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      assertThat(cursor.advance()).isFalse();
    }
    put("other", "value");
    store.put("another", "value", context.expiry());
    store.clear();
  }

  @Test
  void whatFailsOnceItIsClosedIsNoNews() {
    bytes.fail(Failing.BEFORE);
    assertThat(store.get("key")).isNull();
    assertThat(told).hasValue(1);
    bytes.fail(Failing.NOT);
    store.close();
    bytes.fail(Failing.BEFORE);
    assertThat(store.get("key")).isNull();
    assertThat(told).hasValue(1);
  }

  @Test
  void whatFailsOnceItIsDestroyedIsNoNews() {
    store.destroy();
    bytes.fail(Failing.BEFORE);
    assertThat(store.get("key")).isNull();
    put("key", "value");
    assertThat(told).hasValue(0);
  }

  @Test
  void thatItCannotBeDestroyedIsTold() {
    bytes.fail(Failing.BEFORE);
    store.destroy();
    assertThat(told).hasValue(1);
    fallsBack.set(false);
    assertThatThrownBy(store::destroy).isInstanceOf(StoreException.class);
  }

  @EnumSource(names = {"BEFORE", "AFTER"})
  @ParameterizedTest
  void whatDidNotReachTheStoreIsNotBelieved(Failing how) {
    put("updated", "old");
    put("removed", "old");
    put("put", "old");
    put("untouched", "old");
    bytes.fail(how);
    put("updated", "new");
    remove("removed");
    store.put("put", "new", context.expiry());
    assertThat(store.get("updated")).isNull();

    bytes.fail(Failing.NOT);
    try (EntryCursor<String, Object> cursor = store.scan()) {
      assertThat(cursor.advance()).isTrue();
      assertThat(cursor.key()).isEqualTo("untouched");
      assertThat(cursor.advance()).isFalse();
    }
    assertThat(store.get("updated")).isNull();
    assertThat(store.peek("removed")).isNull();
    assertThat(store.get("put")).isNull();
    assertThat(store.get("untouched")).isEqualTo("old");

    put("updated", "newer");
    assertThat(store.get("updated")).isEqualTo("newer");
  }

  @Test
  void aWriteIsBelievedAtOnceWhenTheStoreAnswersAgain() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    put("key", "lost");
    bytes.fail(Failing.NOT);
    put("key", "new");
    assertThat(store.get("key")).isEqualTo("new");
  }

  @Test
  void ofTooManyKeysAllReadAsAbsent() {
    put("untouched", "old");
    bytes.fail(Failing.BEFORE);
    String longKey = "k".repeat(1 << 20);
    for (long i = 0; i <= UnacknowledgedChanges.MAXIMUM_BYTES / longKey.length(); i++) {
      put(longKey + i, i);
    }
    bytes.fail(Failing.NOT);
    assertThat(store.get("untouched")).isNull();
    put("key", "new");
    assertThat(store.get("key")).isEqualTo("new");
  }

  @Test
  void whatFailedIsSettledInTheBackground() {
    for (int i = 0; i < 1_000; i++) {
      put("key " + i, "old");
    }
    put("untouched", "old");
    bytes.fail(Failing.BEFORE);
    for (int i = 0; i < 1_000; i++) {
      put("key " + i, "new");
    }
    bytes.fail(Failing.NOT);
    await().until(() -> bytes.size() == 1);
    assertThat(store.get("untouched")).isEqualTo("old");
    await().untilAsserted(() -> assertThat(recovered).hasPositiveValue());
  }

  @Test
  void scansThatFailLeaveNothingUnacknowledged() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    try (EntryCursor<String, Object> cursor = store.scanToChange("")) {
      assertThat(cursor.advance()).isFalse();
      assertThat(cursor.isComplete()).isFalse();
    }
    assertThat(store.get("key")).isNull();
    assertThat(store.peek("key")).isNull();
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isEqualTo("old");
  }

  @Test
  void aDecisionThatChangesNothingLeavesNothingUnacknowledged() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    boolean unused = store.compute("key", current -> new Decision.Keep<>(true));
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isEqualTo("old");
  }

  @Test
  void anInvalidationThatFailedIsMadeUpForAndSparesOtherKeys() {
    put("user:1", "old");
    put("order:1", "old");
    bytes.fail(Failing.BEFORE);
    assertThat(store.invalidate(List.of("user:*"))).isEmpty();
    assertThat(store.get("user:1")).isNull();
    bytes.fail(Failing.NOT);
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("order:1")).isEqualTo("old");
    put("user:1", "new");
    assertThat(store.get("user:1")).isEqualTo("new");
  }

  @Test
  void aRemovalThatCouldNotSeeTheEntryIsMadeUpFor() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    store.computeAll(Map.of("key", current -> new Decision.Remove<>(true)));
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isNull();
  }

  @Test
  void aClearThatFailedIsMadeUpFor() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    store.clear();
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isNull();
    await().until(() -> bytes.size() == 0);
  }

  @Test
  void closingBringsTheStoreInOrder() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    put("key", "new");
    bytes.fail(Failing.NOT);
    store.close();
    assertThat(bytes.size()).isZero();
  }

  @Test
  void failuresAreToldWhereItIsOff() {
    put("key", "old");
    fallsBack.set(false);
    bytes.fail(Failing.AFTER);
    assertThatThrownBy(() -> store.get("key")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> put("key", "new")).isInstanceOf(StoreException.class);
    assertThatThrownBy(store::clear).isInstanceOf(StoreException.class);
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isNull();
  }

  @Test
  void whereItIsOffNothingIsDoneBehindTheApplicationsBack() {
    fallsBack.set(false);
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    assertThatThrownBy(() -> put("key", "new")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> remove("key")).isInstanceOf(StoreException.class);
    assertThatThrownBy(store::clear).isInstanceOf(StoreException.class);
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isEqualTo("old");
  }

  @Test
  void whatIsStoredOnceAClearIsSettledIsNotClearedAgain() throws Exception {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    store.clear();
    CountDownLatch clearing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    bytes.onClear(
        () -> {
          if (clearing.getCount() > 0) { // the first who settles it
            clearing.countDown();
            await().until(() -> goOn.getCount() == 0);
          }
        });
    bytes.fail(Failing.NOT);
    Thread first = new Thread(() -> put("other", "value"), "first");
    first.start();
    clearing.await();
    Thread second = new Thread(() -> put("key", "new"), "second");
    second.start();
    await()
        .until(
            () ->
                Set.of(State.WAITING, State.TIMED_WAITING, State.TERMINATED)
                    .contains(second.getState()));
    goOn.countDown();
    first.join();
    second.join();
    assertThat(store.get("key")).isEqualTo("new");
    assertThat(store.get("other")).isEqualTo("value");
  }
}
