/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.MAXIMUM;
import static uno.jcache.internal.store.StoreChecks.PART_OF_LIFE;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.assertNoEntry;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.increment;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.remove;
import static uno.jcache.internal.store.StoreChecks.scanned;
import static uno.jcache.internal.store.StoreChecks.swept;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreChecks.Copy;
import uno.jcache.spi.Together;

/** All entries: {@link Store#scan}, {@link Store#clear}, {@link Store#size}. */
interface ScanContract extends StoreFixture {
  @Test
  default void scanFindsNothingInAnEmptyStore() {
    Store<String, Object> store = open();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      assertThat(cursor.advance()).isFalse();
      assertThat(cursor.advance()).isFalse();
    }
  }

  @Test
  default void scanFindsEachEntryOnceTheDeadIncluded() {
    Store<String, Object> store = open();
    Map<String, Copy> expected = new HashMap<>();
    for (int i = 0; i < 2_500; i++) {
      Copy copy = new Copy(i, (i % 2 == 0) ? clock().in(LIFE) : Expiry.NEVER);
      put(store, "key" + i, copy.value(), copy.expiresAt());
      expected.put("key" + i, copy);
    }
    clock().advance(LIFE);
    assertThat(scanned(store)).isEqualTo(expected);
  }

  @Test
  default void scanIsNoUse() {
    Expiry expiry = expiry(new AccessedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock().in(LIFE);
    clock().advance(PART_OF_LIFE);
    assertThat(scanned(store)).isEqualTo(Map.of("key", new Copy("value", deadline)));
    assertEntry(store, "key", "value", deadline);
  }

  @Test
  default void scanGoesOnWhereEntriesAreRemovedAsTheyAreFound() {
    Store<String, Object> store = open();
    for (int i = 0; i < 1_000; i++) {
      put(store, "key" + i, i, Expiry.NEVER);
    }
    Set<String> found = new HashSet<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        found.add(cursor.key());
        remove(store, cursor.key());
      }
    }
    assertThat(found).hasSize(1_000);
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  default void scanFindsOnceWhatStaysWhileOthersComeAndGo() throws Exception {
    Store<String, Object> store = open();
    Set<String> staying = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      put(store, "stays" + i, i, Expiry.NEVER);
      staying.add("stays" + i);
    }
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          for (int i = 0; !done.get(); i++) {
            put(store, "comes" + i % 1_000, i, Expiry.NEVER);
            remove(store, "comes" + (i + 500) % 1_000);
            increment(store, "stays" + i % 500); // stays under a new value
          }
        },
        () -> {
          try {
            for (int i = 0; i < 20; i++) {
              assertThat(scannedKeys(store).stream().filter(key -> key.startsWith("stays")))
                  .containsExactlyInAnyOrderElementsOf(staying);
            }
          } finally {
            done.set(true);
          }
        });
  }

  private List<String> scannedKeys(Store<String, Object> store) {
    List<String> keys = new ArrayList<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        assertThat(cursor.entry().value()).isInstanceOf(Integer.class);
        keys.add(cursor.key());
      }
    }
    return keys;
  }

  @Test
  default void aCursorMayEndEarlyAndBeClosedTwice() {
    Store<String, Object> store = open();
    for (int i = 0; i < 1_000; i++) {
      put(store, "key" + i, i, Expiry.NEVER);
    }
    for (int i = 0; i < 100; i++) {
      EntryCursor<String, Object> cursor = store.scan();
      assertThat(cursor.advance()).isTrue();
      cursor.close();
      cursor.close();
    }
    assertThat(scanned(store)).hasSize(1_000);
  }

  @Test
  default void clearRemovesAllEntriesTheDeadIncluded() {
    Store<String, Object> store = open();
    for (int i = 0; i < 100; i++) {
      put(store, "key" + i, i, (i % 2 == 0) ? clock().in(LIFE) : Expiry.NEVER);
    }
    clock().advance(LIFE);
    store.clear();
    assertThat(scanned(store)).isEmpty();
    assertThat(store.size()).isZero();
    assertNoEntry(store, "key1");
    assertNoEntry(store, "key2");
  }

  @Test
  default void clearDoesNothingToAnEmptyStore() {
    Store<String, Object> store = open();
    store.clear();
    store.clear();
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  default void clearRemovesWhatWasPutBeforeAndNothingThatIsPutAfter() throws Exception {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          for (int i = 0; !done.get(); i++) {
            store.put("other" + i % 100, i, expiry);
            increment(store, "other" + (i + 50) % 100);
          }
        },
        () -> {
          try {
            for (int i = 0; i < 100; i++) {
              store.put("before", i, expiry);
              put(store, "before too", i, Expiry.NEVER);
              store.clear();
              store.put("after", i, expiry);
              put(store, "after too", i, Expiry.NEVER);
              assertNoEntry(store, "before");
              assertNoEntry(store, "before too");
              assertThat(store.get("after")).isEqualTo(i);
              assertThat(store.get("after too")).isEqualTo(i);
            }
          } finally {
            done.set(true);
          }
        });
  }

  @Test
  default void sizeCountsEntriesTheDeadIncluded() {
    Store<String, Object> store = open();
    assertThat(store.size()).isZero();
    for (int i = 0; i < 100; i++) {
      put(store, "key" + i, i, (i % 2 == 0) ? clock().in(LIFE) : Expiry.NEVER);
    }
    assertThat(store.size()).isEqualTo(100);
    clock().advance(LIFE);
    assertThat(store.size()).isEqualTo(100);
    remove(store, "key1");
    remove(store, "key2");
    remove(store, "absent");
    assertThat(store.size()).isEqualTo(98);
  }

  @Test
  default void sweepIsNoUse() {
    Expiry expiry = expiry(new TouchedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock().in(LIFE);
    clock().advance(PART_OF_LIFE);
    assertThat(swept(store, key -> {})).isEmpty();
    assertEntry(store, "key", "value", deadline);
  }

  @Test
  default void nothingIsDroppedThatFits() {
    AtomicInteger evictions = new AtomicInteger();
    Expiry expiry = expiry(created());
    Store<String, Object> store =
        open(context(cacheName(), expiry, MAXIMUM, evictions::incrementAndGet));
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < MAXIMUM / 2; i++) {
        store.put("key" + i, round, expiry);
      }
    }
    assertThat(scanned(store)).hasSize(MAXIMUM / 2);
    assertThat(evictions).hasValue(0);
  }

  @Test
  default void whatIsRemovedReplacedOrClearedIsNotToldAsDropped() {
    AtomicInteger evictions = new AtomicInteger();
    Expiry expiry = expiry(created());
    Store<String, Object> store =
        open(context(cacheName(), expiry, MAXIMUM, evictions::incrementAndGet));
    for (int i = 0; i < 10 * MAXIMUM; i++) {
      store.put("key", i, expiry);
      put(store, "key", i, Expiry.NEVER);
      remove(store, "key");
    }
    for (int i = 0; i < MAXIMUM / 2; i++) {
      store.put("key" + i, i, expiry);
    }
    clock().advance(LIFE);
    store.sweep(key -> remove(store, key));
    store.put("key", "value", expiry);
    store.clear();
    assertThat(evictions).hasValue(0);
  }
}
