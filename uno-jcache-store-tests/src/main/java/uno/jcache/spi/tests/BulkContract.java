/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;
import static uno.jcache.spi.tests.TestStore.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Bulk;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;

/** A {@link Bulk} store reads and changes several entries in one call. */
@ContractOf(Bulk.class)
@DisplayName("Bulk: several entries in one call")
public abstract class BulkContract extends StoreContract {
  /** For subclasses. */
  protected BulkContract() {}

  @Test
  void aCallTakesAtLeastTwoKeys() {
    assertThat(open().as(Bulk.class).batchSize()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void entriesAreReturnedInTheOrderOfTheKeys() {
    TestStore store = open();
    List<byte[]> keys = keys(250);
    for (int i = 0; i < keys.size(); i += 2) {
      store.set("key" + i, "value" + i);
    }
    List<@Nullable ByteEntry> found = store.as(Bulk.class).getAll(keys);
    assertThat(found).hasSameSizeAs(keys);
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry entry = found.get(i);
      assertThat((entry == null) ? null : text(entry.value()))
          .isEqualTo((i % 2 == 0) ? "value" + i : null);
    }
    assertThat(store.as(Bulk.class).getAll(List.of())).isEmpty();
  }

  @Test
  void eachChangeSucceedsOrFailsForItself() {
    TestStore store = open();
    List<byte[]> keys = keys(250);
    for (int i = 0; i < keys.size(); i++) {
      store.set("key" + i, "old");
    }
    for (int i = 1; i < keys.size(); i += 2) {
      assertThat(store.remove("key" + i, store.get("key" + i))).isTrue();
    }
    List<@Nullable ByteEntry> seen = store.as(Bulk.class).getAllToChange(keys);
    store.set("key0", "others'"); // what was seen is replaced
    store.set("key1", "others'");
    List<ByteChange> changes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      ByteEntry next =
          (i % 4 < 2) ? store.next(key, bytes("new"), Deadlines.NEVER, Deadlines.NEVER) : null;
      changes.add(new ByteChange(key, seen.get(i), next));
    }
    List<Boolean> done = store.as(Bulk.class).compareAndSetAll(changes);
    assertThat(done.get(0)).isFalse();
    assertThat(done.get(1)).isFalse();
    assertThat(store.value("key0")).isEqualTo("others'");
    for (int i = 2; i < keys.size(); i++) {
      assertThat(done.get(i)).isTrue();
      assertThat(store.value("key" + i)).isEqualTo((i % 4 < 2) ? "new" : null);
    }
    assertThat(store.as(Bulk.class).compareAndSetAll(List.of())).isEmpty();
  }
}
