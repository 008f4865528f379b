/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;
import static uno.jcache.spi.tests.TestStore.text;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.Shared;

/** Several processes use a {@link Shared} store, and lease the keys whose values they load. */
@ContractOf(Shared.class)
@DisplayName("Shared: several processes, and leases")
public abstract class SharedContract extends StoreContract {
  /** For subclasses. */
  protected SharedContract() {}

  static ByteLease lease(TestStore store, String key) {
    return store.as(Shared.class).lease(List.of(bytes(key))).get(0);
  }

  @Test
  void processesSeeEachOthersEntries() {
    TestStore one = open();
    TestStore other = open();
    one.set("key", "value");
    ByteEntry seen = one.entry("key");
    assertThat(other.entry("key")).isEqualTo(seen);
    assertThat(other.replace("key", other.entry("key"), "next")).isTrue();
    assertThat(one.value("key")).isEqualTo("next");
    assertThat(one.entry("key")).isNotEqualTo(seen);
    assertThat(one.remove("key", seen)).isFalse();
    other.clear();
    assertThat(one.value("key")).isNull();
  }

  @Test
  void aLeaseIsLikeAnEntryButIsNotScanned() {
    TestStore store = open();
    ByteLease lease = lease(store, "key");
    assertThat(lease.entry().isPlaceholder()).isTrue();
    assertThat(lease.isTaken()).isFalse();
    assertThat(store.entry("key")).isEqualTo(lease.entry());
    assertThat(store.scanned()).isEmpty();
    ByteLease again = lease(store, "key");
    assertThat(again.isTaken()).isTrue();
    assertThat(again.entry()).isEqualTo(lease.entry());
    assertThat(store.replace("key", lease.entry(), "value")).isTrue();
    assertThat(store.value("key")).isEqualTo("value");
    assertThat(store.replace("key", again.entry(), "late")).isFalse();
  }

  @Test
  void whereAnEntryIsPresentNoLeaseIsLeft() {
    TestStore store = open();
    store.set("key", "value");
    ByteLease lease = lease(store, "key");
    assertThat(lease.entry().isPlaceholder()).isFalse();
    assertThat(lease.isTaken()).isFalse();
    assertThat(text(lease.entry().value())).isEqualTo("value");
    store.set("key", "next");
    assertThat(store.entry("key")).isNotEqualTo(lease.entry());
  }

  @Test
  void eachChangeReplacesALease() {
    TestStore store = open();
    TestStore other = open();
    List<Consumer<String>> changes =
        List.of(
            key -> store.set(key, "value"),
            key -> assertThat(store.remove(key, store.get(key))).isTrue(),
            key -> store.clear(),
            key -> other.set(key, "value"),
            key -> assertThat(other.remove(key, other.get(key))).isTrue(),
            key -> other.clear());
    for (Consumer<String> change : changes) {
      ByteLease lease = lease(store, "key");
      change.accept("key");
      assertThat(store.get("key")).isNotEqualTo(lease.entry());
      assertThat(store.replace("key", lease.entry(), "late")).isFalse();
      store.clear();
    }
  }

  @Test
  void severalKeysAreLeasedInOneCall() {
    TestStore store = open();
    ByteLease unused = lease(store, "key1");
    store.set("key2", "value");
    List<ByteLease> leases = store.as(Shared.class).lease(keys(250));
    assertThat(leases).hasSize(250);
    assertThat(leases.get(0).isTaken()).isFalse();
    assertThat(leases.get(1).isTaken()).isTrue();
    assertThat(leases.get(2).entry().isPlaceholder()).isFalse();
    assertThat(leases.get(249).entry().isPlaceholder()).isTrue();
    assertThat(store.as(Shared.class).lease(List.of())).isEmpty();
  }

  @Test
  void removingAnAbsentKeyCanBeAnnounced() {
    TestStore store = open();
    store.as(Shared.class).announceRemoval(bytes("key"));
    assertThat(store.value("key")).isNull();
  }
}
