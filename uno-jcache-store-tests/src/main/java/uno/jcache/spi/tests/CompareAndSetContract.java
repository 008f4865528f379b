/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Scannable;

/** A compare-and-set replaces exactly the entry that was seen. */
@ContractOf({})
@DisplayName("Compare-and-set")
public abstract class CompareAndSetContract extends StoreContract {
  /** For subclasses. */
  protected CompareAndSetContract() {}

  @Test
  void anEntryIsNotCreatedWhereOneIsPresent() {
    TestStore store = open();
    store.set("key", "first");
    assertThat(store.replace("key", null, "second")).isFalse();
    assertThat(store.remove("key", null)).isFalse();
    assertThat(store.value("key")).isEqualTo("first");
  }

  @Test
  void anEntryIsReplacedOrRemovedOnce() {
    TestStore store = open();
    store.set("key", "first");
    ByteEntry first = store.entry("key");
    assertThat(store.replace("key", first, "second")).isTrue();
    assertThat(store.replace("key", first, "third")).isFalse();
    assertThat(store.remove("key", first)).isFalse();
    assertThat(store.value("key")).isEqualTo("second");
    ByteEntry second = store.entry("key");
    assertThat(store.remove("key", second)).isTrue();
    assertThat(store.value("key")).isNull();
    assertThat(store.remove("key", second)).isFalse();
    assertThat(store.replace("key", second, "third")).isFalse();
    assertThat(store.size()).isZero();
  }

  @Test
  void removingAnAbsentEntrySucceeds() {
    TestStore store = open();
    assertThat(store.remove("key", null)).isTrue();
    assertThat(store.size()).isZero();
  }

  @Test
  void anEqualEntryIsAnotherOne() {
    TestStore store = open();
    store.set("key", "a");
    ByteEntry seen = store.entry("key");
    store.set("key", "b");
    store.set("key", "a");
    assertThat(store.replace("key", seen, "c")).isFalse();
    assertThat(store.store().touch(bytes("key"), seen, clock().in(LIFE), Deadlines.NEVER))
        .isFalse();
    assertThat(store.value("key")).isEqualTo("a");
  }

  @Test
  void anEqualEntryAfterARemovalIsAnotherOne() {
    TestStore store = open();
    store.set("key", "a");
    ByteEntry seen = store.entry("key");
    assertThat(store.remove("key", seen)).isTrue();
    store.set("key", "a");
    assertThat(store.remove("key", seen)).isFalse();
    store.clear();
    store.set("key", "a");
    assertThat(store.remove("key", seen)).isFalse();
    assertThat(store.value("key")).isEqualTo("a");
  }

  @Test
  void anEntryOfAScanCanBeReplaced() {
    TestStore store = open();
    store.set("a", "1");
    store.set("b", "2");
    try (ByteCursor cursor = store.as(Scannable.class).scan()) {
      while (cursor.advance()) {
        assertThat(store.replace(cursor.key(), cursor.entry(), bytes("next"))).isTrue();
        assertThat(store.store().compareAndSet(cursor.key(), cursor.entry(), null)).isFalse();
      }
    }
    assertThat(store.scanned()).isEqualTo(Map.of("a", "next", "b", "next"));
  }

  @Test
  void noneOfManyConcurrentChangesIsLost() throws Exception {
    TestStore store = open();
    Concurrently.run(
        Collections.nCopies(
            THREADS,
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                increment(store, "shared");
                increment(store, "key-" + i % 10);
              }
            }));
    assertThat(number(store.get("shared"))).isEqualTo((long) THREADS * ROUNDS);
    for (int i = 0; i < 10; i++) {
      assertThat(number(store.get("key-" + i))).isEqualTo((long) THREADS * ROUNDS / 10);
    }
  }

  private static void increment(TestStore store, String key) {
    ByteEntry seen;
    byte[] next;
    do {
      seen = store.get(key);
      next = ByteBuffer.allocate(Long.BYTES).putLong(number(seen) + 1).array();
    } while (!store.replace(bytes(key), seen, next));
  }

  private static long number(@Nullable ByteEntry entry) {
    return (entry == null) ? 0 : ByteBuffer.wrap(entry.value()).getLong();
  }

  @Test
  void ofConcurrentRemovalsOneSucceeds() throws Exception {
    TestStore store = open();
    AtomicLong removed = new AtomicLong();
    AtomicLong stored = new AtomicLong();
    Concurrently.run(
        Collections.nCopies(
            THREADS,
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                ByteEntry seen = store.get("key");
                if (seen == null || seen.isPlaceholder()) {
                  if (store.replace("key", seen, "same")) {
                    stored.incrementAndGet();
                  }
                } else if (store.remove("key", seen)) {
                  removed.incrementAndGet();
                }
              }
            }));
    assertThat(stored.get() - removed.get()).isEqualTo(store.size());
  }
}
