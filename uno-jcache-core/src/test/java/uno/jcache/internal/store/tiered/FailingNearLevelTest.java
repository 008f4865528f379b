/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
import uno.jcache.internal.store.bytes.OptimisticStore;
import uno.jcache.internal.store.memory.MemoryProviderType;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.HeapByteStore.Failing;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.SharedHeapByteStore;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/**
 * A near level that fails where failures are the application's to see: but not as those of a change
 * that stands, nor of a read that has its value.
 */
class FailingNearLevelTest {
  private final Expiry expiry = Expiry.of("test", new EternalExpiryPolicy(), new MovableClock());
  private final List<StoreException> told = new ArrayList<>();
  private final List<RuntimeException> notFilled = new ArrayList<>();
  private final StoreSpec<String, Object> context =
      new StoreSpec<>(
          "test",
          "",
          "",
          expiry,
          1_000,
          OptionalLong.empty(),
          null,
          Runnable::run,
          new StoreListener() {
            @Override
            public void evicted() {}

            @Override
            public void failed(StoreException failure) {
              told.add(failure);
            }
          },
          ByteCodecs.of("test"),
          () -> false);
  private final HeapByteStore bytes = new HeapByteStore(context.context());
  private Runnable onFarRead = () -> {};
  private final Store<String, Object> far = MemoryProviderType.INSTANCE.create(context);
  private final TieredStore<String, Object> tier =
      new TieredStore<>(
          new OptimisticStore<>(context, bytes),
          far,
          expiry,
          UnaryOperator.identity(),
          context.codec(),
          Long.MAX_VALUE,
          new Hooked());

  private final class Hooked implements TierListener {
    @Override
    public void nearHit() {}

    @Override
    public long start() {
      onFarRead.run();
      return 0;
    }

    @Override
    public void farRead(boolean hit, long start) {}

    @Override
    public void notFilled(RuntimeException why) {
      notFilled.add(why);
    }
  }

  /** Stores a value, and does something when the near level has been told, but not the far one. */
  private void put(String key, Object value, Runnable meanwhile) {
    tier.compute(
        key,
        current -> {
          meanwhile.run();
          return new Decision.Put<>(value, Expiry.NEVER, true);
        });
  }

  private void assertIn(Store<String, Object> store, String key, Object value) {
    assertThat(store.get(key)).isEqualTo(value);
  }

  @EnumSource(names = {"BEFORE", "AFTER"})
  @ParameterizedTest
  void aChangeThatStandsIsNoFailure(Failing how) {
    put("key", "old", () -> {});
    put("key", "new", () -> bytes.fail(how));
    assertThat(told).hasSize(1);
    assertThat(notFilled).containsExactlyElementsOf(told);
    bytes.fail(Failing.NOT);
    assertIn(far, "key", "new");
    assertIn(tier, "key", "new");

    tier.put("key", "newer", expiry);
    assertIn(tier, "key", "newer");
  }

  @EnumSource(names = {"BEFORE", "AFTER"})
  @ParameterizedTest
  void whatAFailedFillLeftIsNotReadLater(Failing how) {
    put("key", "old", () -> bytes.fail(how));
    bytes.fail(Failing.NOT);
    put("key", "new", () -> bytes.fail(how));
    far.compute("key", current -> new Decision.Put<>("newest", Expiry.NEVER, true));
    bytes.fail(Failing.NOT);
    assertIn(tier, "key", "newest");
  }

  @Test
  void aReadThatHasItsValueIsNoFailure() {
    far.compute("key", current -> new Decision.Put<>("value", Expiry.NEVER, true));
    onFarRead = () -> bytes.fail(Failing.BEFORE);
    assertIn(tier, "key", "value");
    assertThat(notFilled).hasSize(1);
  }

  @Test
  void aChangeThatTheNearLevelMayNotKnowOfIsNotMade() {
    put("key", "old", () -> {});
    bytes.fail(Failing.BEFORE);
    assertThatThrownBy(() -> put("key", "new", () -> {})).isInstanceOf(StoreException.class);
    bytes.fail(Failing.NOT);
    assertIn(far, "key", "old");
    assertIn(tier, "key", "old");
  }

  @Test
  void itCanBeSwitchedOffWhileItFails() {
    put("key", "old", () -> {});
    bytes.fail(Failing.BEFORE);
    assertThatThrownBy(() -> tier.setNearOn(false)).isInstanceOf(StoreException.class);
    put("key", "new", () -> {});
    assertIn(tier, "key", "new");
    bytes.fail(Failing.NOT);
    tier.setNearOn(true);
    assertIn(tier, "key", "new");
  }

  @Test
  void theFarLevelIsSweptAllTheSame() {
    far.compute("key", current -> new Decision.Put<>("value", expiry.now(), true));
    bytes.fail(Failing.BEFORE);
    List<String> dead = new ArrayList<>();
    Consumer<String> sweep = dead::add;
    assertThatThrownBy(() -> tier.sweep(sweep)).isInstanceOf(StoreException.class);
    assertThat(dead).containsExactly("key");
    try (EntryCursor<String, Object> cursor = far.scan()) {
      assertThat(cursor.advance()).isTrue();
    }
  }

  @Test
  void whatItIsNotToldOfIsNotReadThereAndOthersAreTold() {
    SharedHeapByteStore shared =
        new SharedHeapByteStore(context.context(), new HeapByteStore.Content());
    Store<String, Object> server = new OptimisticStore<>(context, shared);
    TieredStore<String, Object> inner = over(new OptimisticStore<>(context, bytes), server);
    TieredStore<String, Object> outer = over(MemoryProviderType.INSTANCE.create(context), inner);
    shared.follower().found();
    byte[] key = context.codec().encodeKey("key");
    for (Runnable telling :
        List.<Runnable>of(
            () -> shared.follower().changed(key),
            () -> shared.follower().invalidated(List.of("k*")),
            () -> shared.follower().lost())) {
      server.put("key", "old", expiry);
      assertIn(outer, "key", "old");
      assertThat(inner.nearSize()).hasValue(1);
      server.put("key", "new", expiry);
      bytes.fail(Failing.BEFORE);
      telling.run();
      bytes.fail(Failing.NOT);
      assertIn(outer, "key", "new");
      assertIn(inner, "key", "new");
      shared.follower().found();
      outer.sweep(dead -> {});
      inner.clear();
      outer.clear();
    }
    assertThat(notFilled).hasSize(3);
  }

  private TieredStore<String, Object> over(
      Store<String, Object> near, Store<String, Object> behind) {
    return new TieredStore<>(
        near,
        behind,
        expiry,
        UnaryOperator.identity(),
        context.codec(),
        Long.MAX_VALUE,
        new Hooked());
  }
}
