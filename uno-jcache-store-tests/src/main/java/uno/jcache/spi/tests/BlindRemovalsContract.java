/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Removal;

/** A {@link BlindRemovals} store removes entries without a look at them. */
@ContractOf(BlindRemovals.class)
@DisplayName("BlindRemovals: removals without a read")
public abstract class BlindRemovalsContract extends StoreContract {
  /** For subclasses. */
  protected BlindRemovalsContract() {}

  /** Removes keys that are read before, so that the store knows the invalidations of now. */
  private List<Removal> removed(TestStore store, List<byte[]> keys) {
    for (byte[] key : keys) {
      ByteEntry unused = store.store().get(key);
    }
    return store.as(BlindRemovals.class).removeAll(keys, clock().now());
  }

  @Test
  void aRemovalReturnsWhatItRemoved() {
    TestStore store = open();
    store.set("expired", "value", clock().in(LIFE));
    store.set("live", "value", clock().in(LIFE.multipliedBy(2)));
    store.set("eternal", "value");
    store.set("other", "value");
    store.set("absent", "value");
    assertThat(store.remove("absent", store.entry("absent"))).isTrue();
    clock().advance(LIFE);
    assertThat(
            removed(
                store, List.of(bytes("live"), bytes("absent"), bytes("expired"), bytes("eternal"))))
        .containsExactly(Removal.LIVE, Removal.NOTHING, Removal.EXPIRED, Removal.LIVE);
    assertThat(store.scanned()).containsOnlyKeys("other");
  }

  @Test
  void anEntryIsRemovedOnce() {
    TestStore store = open();
    store.set("key", "value");
    ByteEntry seen = store.entry("key");
    List<byte[]> keys = List.of(bytes("key"));
    assertThat(removed(store, keys)).containsExactly(Removal.LIVE);
    assertThat(removed(store, keys)).containsExactly(Removal.NOTHING);
    assertThat(store.remove("key", seen)).isFalse();
  }

  @Test
  void manyEntriesAreRemovedInOneCall() {
    TestStore store = open();
    List<byte[]> keys = keys(250);
    for (int i = 0; i < keys.size(); i++) {
      store.set("key" + i, "value");
      if (i % 2 == 1) {
        assertThat(store.remove("key" + i, store.entry("key" + i))).isTrue();
      }
    }
    List<Removal> removed = removed(store, keys);
    assertThat(removed).hasSize(250);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(removed.get(i)).isEqualTo((i % 2 == 0) ? Removal.LIVE : Removal.NOTHING);
    }
    assertThat(store.size()).isZero();
    assertThat(removed(store, List.of())).isEmpty();
  }

  @Test
  void interruptedThreadsAreServedAndStayInterrupted() {
    TestStore store = open();
    store.set("key", "value");
    interrupted(
        () -> assertThat(removed(store, List.of(bytes("key")))).containsExactly(Removal.LIVE));
    assertThat(store.value("key")).isNull();
  }
}
