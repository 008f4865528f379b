/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Persistent;

/** A {@link Persistent} store keeps entries after it was closed. */
@ContractOf(Persistent.class)
@DisplayName("Persistent: entries outlive the store")
public abstract class PersistentContract extends StoreContract {
  /** For subclasses. */
  protected PersistentContract() {}

  @Test
  void entriesStayAfterTheStoreWasClosed() {
    long deadline = clock().in(LIFE);
    TestStore store = open();
    store.set("limited", "1", deadline);
    store.set("eternal", "2");
    store.set("replaced", "old");
    store.set("replaced", "3");
    store.close();
    TestStore next = open();
    assertThat(next.scanned()).isEqualTo(Map.of("limited", "1", "eternal", "2", "replaced", "3"));
    assertThat(next.entry("limited").policyDeadline()).isEqualTo(deadline);
    assertThat(next.entry("limited").notAfter()).isEqualTo(Deadlines.NEVER);
    assertThat(next.entry("eternal").expiresAt()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void removedEntriesDoNotComeBack() {
    TestStore store = open();
    store.set("key", "value");
    assertThat(store.remove("key", store.entry("key"))).isTrue();
    store.close();
    assertThat(open().scanned()).isEmpty();
  }

  @Test
  void clearedEntriesDoNotComeBack() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("key-" + i, "value");
    }
    store.clear();
    store.set("key-1", "again");
    store.close();
    assertThat(open().scanned()).isEqualTo(Map.of("key-1", "again"));
  }

  @Test
  void anEntryOfTheNextStoreCanBeReplaced() {
    TestStore store = open();
    store.set("key", "value");
    store.close();
    TestStore next = open();
    assertThat(next.replace("key", next.entry("key"), "next")).isTrue();
    assertThat(next.value("key")).isEqualTo("next");
  }

  @Test
  void nothingIsLeftOfADestroyedStore() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("key-" + i, "value");
    }
    store.as(Persistent.class).destroy();
    TestStore next = open();
    assertThat(next.value("key-1")).isNull();
    assertThat(next.scanned()).isEmpty();
    next.set("key-1", "again");
    assertThat(next.scanned()).isEqualTo(Map.of("key-1", "again"));
  }
}
