/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;
import static uno.jcache.spi.tests.TestStore.text;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Scannable;

/** A {@link Scannable} store lists, counts and clears its entries. Every region needs this. */
@ContractOf({})
@DisplayName("Scannable: scan, clear, size")
public abstract class ScannableContract extends StoreContract {
  /** For subclasses. */
  protected ScannableContract() {}

  @Test
  void aScanReturnsEntriesOnceWhileOthersAreAddedAndRemoved() throws Exception {
    TestStore store = open();
    for (int i = 0; i < 1_000; i++) {
      store.set("stays-" + i, "value");
    }
    AtomicBoolean done = new AtomicBoolean();
    Concurrently.run(
        List.of(
            () -> {
              try {
                for (int i = 0; i < 5; i++) {
                  Set<String> keys = store.scanned().keySet();
                  assertThat(keys.stream().filter(key -> key.startsWith("stays"))).hasSize(1_000);
                }
              } finally {
                done.set(true);
              }
            },
            () -> {
              for (int i = 0; !done.get(); i++) {
                store.set("stays-" + i % 1_000, "other");
                store.set("comes-" + i % 50, "value");
                String goes = "comes-" + (i + 25) % 50;
                ByteEntry seen = store.get(goes);
                if (seen != null) {
                  assertThat(store.remove(goes, seen)).isTrue();
                }
              }
            }));
  }

  @Test
  void aScanContinuesWhileItsEntriesAreRemoved() {
    TestStore store = open();
    for (int i = 0; i < 1_000; i++) {
      store.set("key-" + i, "value");
    }
    int found = 0;
    try (ByteCursor cursor = store.as(Scannable.class).scan()) {
      while (cursor.advance()) {
        assertThat(store.store().compareAndSet(cursor.key(), cursor.entry(), null)).isTrue();
        found++;
      }
    }
    assertThat(found).isEqualTo(1_000);
    assertThat(store.size()).isZero();
  }

  @Test
  void aScanOfKeysReturnsThoseWithThePrefixes() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("a-" + i, "value");
      store.set("b-" + i, "value");
      store.set("c-" + i, "value");
    }
    Set<String> found = new HashSet<>();
    try (ByteCursor cursor =
        store.as(Scannable.class).scanKeys(List.of(bytes("a-"), bytes("c-1")))) {
      while (cursor.advance()) {
        String key = text(cursor.key());
        assertThat(found.add(key)).as(key).isTrue();
      }
    }
    assertThat(found.stream().filter(key -> key.startsWith("a-"))).hasSize(300);
    assertThat(found.stream().filter(key -> key.startsWith("c-1"))).hasSize(111);
  }

  @Test
  void aCursorCanBeClosedEarlyAndTwice() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("key-" + i, "value");
    }
    ByteCursor cursor = store.as(Scannable.class).scan();
    assertThat(cursor.advance()).isTrue();
    cursor.close();
    cursor.close();
    assertThat(store.scanned()).hasSize(300);
  }

  @Test
  void clearRemovesAllEntriesAndTheStoreContinues() {
    TestStore store = open();
    for (int i = 0; i < 1_000; i++) {
      store.set("key-" + i, "value");
    }
    ByteEntry seen = store.entry("key-1");
    store.clear();
    assertThat(store.size()).isZero();
    assertThat(store.scanned()).isEmpty();
    assertThat(store.replace("key-1", seen, "other")).isFalse();
    store.set("key-1", "again");
    assertThat(store.scanned()).isEqualTo(Map.of("key-1", "again"));
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void aKnownSizeIsTheSize() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("key-" + i, "value");
    }
    store.as(Scannable.class).knownSize().ifPresent(size -> assertThat(size).isEqualTo(300));
  }

  @Test
  void interruptedThreadsAreServedAndStayInterrupted() {
    TestStore store = open();
    for (int i = 0; i < 200; i++) {
      store.set("key-" + i, "value");
    }
    interrupted(() -> assertThat(store.scanned()).hasSize(200));
    interrupted(() -> assertThat(store.size()).isEqualTo(200));
    interrupted(store::clear);
    assertThat(store.scanned()).isEmpty();
  }
}
