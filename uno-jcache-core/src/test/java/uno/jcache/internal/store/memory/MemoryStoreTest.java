/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.BoundContract;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.NotHidingContract;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.SweepContract;
import uno.jcache.spi.Together;

class MemoryStoreTest extends StoreContractTest
    implements BoundContract, SweepContract, NotHidingContract {
  private final Expiry eternal = expiry(new EternalExpiryPolicy());

  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return MemoryProviderType.INSTANCE.create(context);
  }

  private Store<String, Object> open(
      Expiry expiry,
      long maximum,
      @Nullable ToIntBiFunction<String, Object> weigher,
      Executor executor) {
    return open(StoreSpecs.of("memory", expiry, maximum, weigher, executor));
  }

  private Store<String, Object> openWeighed(long maximum, ToIntBiFunction<String, Object> weigher) {
    return open(eternal, maximum, weigher, ForkJoinPool.commonPool());
  }

  private static void put(Store<String, Object> store, String key, Object value, long expiresAt) {
    store.compute(key, current -> new Decision.Put<>(value, expiresAt, "put"));
  }

  private static void touch(Store<String, Object> store, String key, long expiresAt) {
    store.compute(key, current -> new Decision.Touch<>(expiresAt, "touched"));
  }

  private static void remove(Store<String, Object> store, String key) {
    store.compute(key, current -> new Decision.Remove<>("removed"));
  }

  private static long deadline(Store<String, Object> store, String key) {
    StoredEntry<Object> entry = store.peek(key);
    assertThat(entry).isNotNull();
    return (entry == null) ? 0 : entry.expiresAt();
  }

  private static Map<String, Object> values(Store<String, Object> store) {
    Map<String, Object> values = new HashMap<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        values.put(cursor.key(), cursor.entry().value());
      }
    }
    return values;
  }

  // ---- entries with a deadline among bare values

  @Test
  @Tag("slow")
  void anEntryThatIsReplacedAllTheTimeIsThereAllTheTime() throws Exception {
    Expiry expiry = expiry(new EternalExpiryPolicy());
    Store<String, Object> store = open(expiry);
    put(store, 0);
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          try {
            for (int i = 1; i <= 5_000_000; i++) {
              put(store, i);
            }
          } finally {
            done.set(true);
          }
        },
        () -> {
          while (!done.get()) {
            assertThat(store.get("key")).as("get").isNotNull();
            assertThat(store.peek("key")).as("peek").isNotNull();
            boolean seen = store.compute("key", current -> new Decision.Keep<>(current != null));
            assertThat(seen).as("compute").isTrue();
          }
        });
  }

  /** Puts an entry with a limit of its own, which is not set in place. */
  private void put(Store<String, Object> store, int i) {
    boolean unused =
        store.compute(
            "key",
            current -> new Decision.Put<>(i, Expiry.NEVER, clock.in(LIFE.plusMillis(i)), true));
  }

  @Test
  void aStoreOfBareValuesTakesEntriesWithADeadline() {
    Store<String, Object> store = open(eternal);
    store.put("bare", "old", eternal);
    put(store, "wrapped", "old", clock.in(LIFE));
    store.put("bare too", "old", eternal);

    assertThat(store.get("bare")).isEqualTo("old");
    assertThat(store.get("wrapped")).isEqualTo("old");
    assertThat(values(store)).isEqualTo(Map.of("bare", "old", "wrapped", "old", "bare too", "old"));

    store.put("bare", "new", eternal);
    store.put("wrapped", "new", eternal);
    assertThat(deadline(store, "bare")).isEqualTo(Expiry.NEVER);
    assertThat(deadline(store, "wrapped")).isEqualTo(clock.in(LIFE));

    clock.advance(LIFE);
    assertThat(store.get("bare")).isEqualTo("new");
    assertThat(store.get("wrapped")).isNull();
    assertThat(deadline(store, "bare too")).isEqualTo(Expiry.NEVER);
  }

  @Test
  void aDeadEntryAmongBareValuesIsFollowedByABareOne() {
    Store<String, Object> store = open(eternal);
    put(store, "key", "old", clock.in(LIFE));
    clock.advance(LIFE);
    store.put("key", "new", eternal);
    assertThat(deadline(store, "key")).isEqualTo(Expiry.NEVER);
    assertThat(store.get("key")).isEqualTo("new");
  }

  @Test
  void aBareValueCanBeTouched() {
    Store<String, Object> store = open(eternal);
    store.put("key", "value", eternal);
    touch(store, "key", clock.in(LIFE));
    assertThat(deadline(store, "key")).isEqualTo(clock.in(LIFE));
    assertThat(store.get("key")).isEqualTo("value");
    touch(store, "key", Expiry.NEVER);
    clock.advance(LIFE);
    assertThat(store.get("key")).isEqualTo("value");
    store.put("key", "new", eternal);
    assertThat(deadline(store, "key")).isEqualTo(Expiry.NEVER);
  }

  @Test
  void theFirstEntryWithADeadlineIsNotMistakenForAValue() throws Exception {
    for (int i = 0; i < 500; i++) {
      Store<String, Object> store = create(context(eternal));
      store.put("key", "old", eternal);
      Together.run(
          () -> put(store, "key", "new", clock.in(LIFE)),
          () -> {
            for (int read = 0; read < 100; read++) {
              assertThat(store.get("key")).isIn("old", "new");
            }
          });
    }
  }

  private StoreSpec<String, Object> context(Expiry expiry) {
    return StoreSpecs.of("memory", expiry, 100);
  }

  @Test
  void valuesKeepTheirIdentity() {
    Expiry created = expiry(created());
    Store<String, Object> store = open(created);
    Object value = new Object();
    store.put("put", value, created);
    put(store, "computed", value, Expiry.NEVER);
    touch(store, "computed", clock.in(LIFE));
    assertThat(store.get("put")).isSameAs(value);
    assertThat(store.get("computed")).isSameAs(value);
    assertThat(values(store).get("put")).isSameAs(value);
  }

  // ---- weights

  @Test
  void theBoundOfWeightIsKept() {
    Store<String, Object> store = openWeighed(1_000, (key, value) -> (int) value);
    for (int i = 0; i < 1_000; i++) {
      store.put("put" + i, 1 + i % 50, eternal);
      put(store, "computed" + i, 1 + i % 50, Expiry.NEVER);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(values(store).values().stream().mapToInt(value -> (int) value).sum())
                    .isBetween(500, 1_000));
  }

  @Test
  void anEntryThatGrowsIsWeighedAnew() {
    Store<String, Object> store = openWeighed(100, (key, value) -> (int) value);
    for (int i = 0; i < 10; i++) {
      store.put("key" + i, 1, eternal);
    }
    for (int i = 0; i < 10; i++) {
      String key = "key" + i;
      store.compute(key, current -> new Decision.Put<>(60, Expiry.NEVER, "put"));
    }
    await()
        .untilAsserted(
            () ->
                assertThat(values(store).values().stream().mapToInt(value -> (int) value).sum())
                    .isLessThanOrEqualTo(100));
  }

  @Test
  void anEntryOfMoreThanTheWholeBoundIsDropped() {
    Store<String, Object> store = openWeighed(100, (key, value) -> (int) value);
    store.put("small", 1, eternal);
    store.put("huge", 101, eternal);
    await().untilAsserted(() -> assertThat(values(store)).containsOnlyKeys("small"));
  }

  // ---- the heap

  @Test
  void theHeapShrinksWhenExpiredEntriesAreSwept() {
    Expiry created = expiry(created());
    Store<String, Object> store = open(created);
    List<WeakReference<Object>> values = fill(store, created);
    clock.advance(LIFE);
    store.sweep(key -> remove(store, key));
    awaitCollected(values);
    assertThat(store.size()).isZero();
  }

  @Test
  void theHeapShrinksWhenTheStoreIsCleared() {
    Store<String, Object> store = open(eternal);
    List<WeakReference<Object>> values = fill(store, eternal);
    store.clear();
    awaitCollected(values);
  }

  @Test
  void aClosedStoreHoldsNothing() {
    Store<String, Object> store = open(eternal);
    List<WeakReference<Object>> values = fill(store, eternal);
    store.close();
    awaitCollected(values);
    assertThat(store.size()).isZero();
  }

  @Test
  void aReplacedValueIsNotHeld() {
    Expiry created = expiry(created());
    Store<String, Object> store = open(created);
    List<WeakReference<Object>> values = fill(store, created);
    for (int i = 0; i < values.size(); i++) {
      store.put("key" + i, "small", created);
    }
    awaitCollected(values);
    assertThat(store.size()).isEqualTo(values.size());
  }

  private static List<WeakReference<Object>> fill(Store<String, Object> store, Expiry expiry) {
    List<WeakReference<Object>> values = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] value = new byte[10_000];
      store.put("key" + i, value, expiry);
      values.add(new WeakReference<>(value));
    }
    return values;
  }

  private static void awaitCollected(List<WeakReference<Object>> values) {
    await()
        .until(
            () -> {
              System.gc();
              return values.stream().allMatch(value -> value.get() == null);
            });
  }

  // ---- what is not called

  /** A value whose comparison could do anything, such as to use the cache. */
  @SuppressWarnings("EqualsHashCode")
  private static final class Incomparable {
    @Override
    public boolean equals(@Nullable Object other) {
      throw new AssertionError("equals() is user code");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("hashCode() is user code");
    }
  }

  static Stream<ExpiryPolicy> policies() {
    return Stream.of(
        new EternalExpiryPolicy(),
        new CreatedExpiryPolicy(Duration.ONE_MINUTE),
        new TouchedExpiryPolicy(Duration.ONE_MINUTE));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void valuesAreNeverCompared(ExpiryPolicy policy) throws Exception {
    Expiry expiry = expiry(policy);
    Store<String, Object> store = open(expiry);
    Together.run(
        3,
        () -> {
          for (int i = 0; i < 200; i++) {
            store.put("key", new Incomparable(), expiry);
            put(store, "key", new Incomparable(), Expiry.NEVER);
            touch(store, "key", clock.in(LIFE));
            store.get("key");
            values(store);
            remove(store, "key");
          }
        });
    assertThat(store.size()).isZero();
  }

  @Test
  void theClockIsNotReadWhereNothingExpires() {
    AtomicInteger read = new AtomicInteger();
    Expiry expiry =
        Expiry.of(
            "memory",
            new EternalExpiryPolicy(),
            () -> {
              read.incrementAndGet();
              return clock.instant();
            });
    Store<String, Object> store = open(expiry);
    for (int i = 0; i < 10; i++) {
      store.put("key", i, expiry);
      put(store, "computed", i, Expiry.NEVER);
      assertThat(store.get("key")).isEqualTo(i);
      values(store);
      store.sweep(key -> {});
      remove(store, "key");
    }
    assertThat(read).hasValue(0);
  }
}
