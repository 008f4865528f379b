/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.spi.HeapByteStore.Failing;

/** What an application sees of a store that fails, and of one that answers again. */
class FallbackTest {
  private final AtomicBoolean fallsBack = new AtomicBoolean(true);
  private final AtomicInteger told = new AtomicInteger();
  private final StoreContext<String, Object> context =
      new StoreContext<>(
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
          },
          ByteCodecs.of("test"),
          fallsBack::get);
  private final HeapByteStore bytes = new HeapByteStore(context);
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
  void tooManyKeysArePutInDoubtTogether() {
    put("untouched", "old");
    bytes.fail(Failing.BEFORE);
    for (int i = 0; i <= Fallback.MAXIMUM; i++) {
      put("key " + i, i);
    }
    bytes.fail(Failing.NOT);
    assertThat(store.get("untouched")).isNull();
    put("key", "new");
    assertThat(store.get("key")).isEqualTo("new");
  }

  @Test
  void aClearThatFailedIsMadeUpFor() {
    put("key", "old");
    bytes.fail(Failing.BEFORE);
    store.clear();
    bytes.fail(Failing.NOT);
    assertThat(store.get("key")).isNull();
    assertThat(bytes.size()).isZero();
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
}
