/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Scannable;

/** Entries are returned as they were stored; a touch changes their deadlines. */
@ContractOf({})
@DisplayName("Entries and their deadlines")
public abstract class EntriesContract extends StoreContract {
  /** For subclasses. */
  protected EntriesContract() {}

  @Test
  void aNewStoreIsEmpty() {
    TestStore store = open();
    assertThat(store.value("key")).isNull();
    assertThat(store.size()).isZero();
    assertThat(store.scanned()).isEmpty();
  }

  @Test
  void anEntryIsReturnedAsItWasStored() {
    TestStore store = open();
    long deadline = clock().in(LIFE);
    long limit = clock().in(LIFE.plusSeconds(1));
    assertThat(
            store
                .store()
                .compareAndSet(bytes("key"), null, ByteEntry.of(bytes("value"), deadline, limit)))
        .isTrue();
    ByteEntry entry = store.entry("key");
    assertThat(entry.value()).isEqualTo(bytes("value"));
    assertThat(entry.policyDeadline()).isEqualTo(deadline);
    assertThat(entry.notAfter()).isEqualTo(limit);
    assertThat(entry.expiresAt()).isEqualTo(deadline);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void anExpiredEntryStays() {
    TestStore store = open();
    store.set("key", "value", clock().in(LIFE));
    clock().advance(LIFE.plusSeconds(1));
    assertThat(store.value("key")).isEqualTo("value");
    assertThat(store.scanned()).containsOnlyKeys("key");
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void anyBytesAreReturnedUnchanged() {
    TestStore store = open();
    Random random = new Random(1);
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (int length : new int[] {1, 2, 3, 16, 40, 200}) {
      byte[] key = new byte[length];
      random.nextBytes(key);
      keys.add(key);
      values.add(key.clone());
    }
    keys.add(new byte[] {0});
    values.add(new byte[0]);
    keys.add(new byte[] {0, 0});
    values.add(new byte[] {0});
    keys.add(new byte[] {-1, 13, 10, 32});
    byte[] large = new byte[tests().largeValue()];
    random.nextBytes(large);
    values.add(large);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(store.replace(keys.get(i), null, values.get(i))).isTrue();
    }
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry entry = requireNonNull(store.store().get(keys.get(i)));
      assertThat(Arrays.equals(entry.value(), values.get(i))).isTrue();
    }
    assertThat(store.size()).isEqualTo(keys.size());
  }

  @Test
  void manyKeysAreDistinguished() {
    TestStore store = open();
    Random random = new Random(2);
    Map<String, byte[]> expected = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] key = new byte[1 + random.nextInt(12)];
      random.nextBytes(key);
      byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(i).array();
      expected.put(Arrays.toString(key), value);
      store.set(key, value, Deadlines.NEVER);
    }
    Map<String, byte[]> found = new TreeMap<>();
    try (ByteCursor cursor = store.as(Scannable.class).scan()) {
      while (cursor.advance()) {
        found.put(Arrays.toString(cursor.key()), cursor.entry().value());
      }
    }
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach((key, value) -> assertThat(value).isEqualTo(expected.get(key)));
  }

  @Test
  void anEntryKnowsWhenItWasStored() {
    TestStore store = open();
    byte[] key = bytes("key");
    assertThat(store.value("key")).isNull();
    ByteEntry next =
        ByteEntry.of(
            bytes("value"), Deadlines.NEVER, Deadlines.NEVER, store.invalidations(key).epoch(), 17);
    assertThat(store.store().compareAndSet(key, null, next)).isTrue();
    assertThat(store.entry("key").writtenAt()).isEqualTo(17);
    assertThat(store.store().touch(key, store.entry("key"), clock().in(LIFE), Deadlines.NEVER))
        .isTrue();
    assertThat(store.entry("key").writtenAt()).as("touched").isEqualTo(17);
  }

  @Test
  void aTouchChangesTheDeadlineAndKeepsTheValue() {
    TestStore store = open();
    store.set("key", "value", clock().in(LIFE));
    long deadline = clock().in(LIFE.multipliedBy(2));
    long limit = clock().in(LIFE.multipliedBy(3));
    assertThat(store.store().touch(bytes("key"), store.entry("key"), deadline, limit)).isTrue();
    ByteEntry touched = store.entry("key");
    assertThat(touched.policyDeadline()).isEqualTo(deadline);
    assertThat(touched.notAfter()).isEqualTo(limit);
    assertThat(touched.value()).isEqualTo(bytes("value"));
    try (ByteCursor cursor = store.as(Scannable.class).scan()) {
      assertThat(cursor.advance()).isTrue();
      assertThat(cursor.entry().policyDeadline()).isEqualTo(deadline);
      assertThat(cursor.entry().notAfter()).isEqualTo(limit);
    }
    assertThat(store.replace("key", touched, "next")).isTrue();
    assertThat(store.entry("key").policyDeadline()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void aTouchOfARemovedEntryDoesNothing() {
    TestStore store = open();
    store.set("key", "value", clock().in(LIFE));
    ByteEntry seen = store.entry("key");
    assertThat(store.remove("key", seen)).isTrue();
    assertThat(store.store().touch(bytes("key"), seen, clock().in(LIFE), Deadlines.NEVER))
        .isFalse();
    assertThat(store.value("key")).isNull();
  }

  @Test
  void aTouchDoesNotAffectTheNextEntry() {
    TestStore store = open();
    store.set("key", "value", clock().in(LIFE));
    long deadline = clock().in(LIFE.multipliedBy(9));
    assertThat(store.store().touch(bytes("key"), store.entry("key"), deadline, Deadlines.NEVER))
        .isTrue();
    store.set("key", "value", clock().in(LIFE));
    assertThat(store.entry("key").policyDeadline()).isEqualTo(clock().in(LIFE));
  }
}
