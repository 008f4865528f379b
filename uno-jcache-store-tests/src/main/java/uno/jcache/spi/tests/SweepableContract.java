/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.text;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Sweepable;

/** A {@link Sweepable} store finds entries that are left over, and no others. */
@ContractOf(Sweepable.class)
@DisplayName("Sweepable: only what is left over")
public abstract class SweepableContract extends StoreContract {
  /** For subclasses. */
  protected SweepableContract() {}

  @Test
  void aSweepFindsNoLiveEntries() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("key-" + i, "value", clock().in(LIFE));
    }
    store.set("eternal", "value");
    clock().advance(LIFE.minusSeconds(1));
    List<String> found = new ArrayList<>();
    store.as(Sweepable.class).sweep(key -> found.add(text(key)));
    assertThat(found).isEmpty();
    assertThat(store.size()).isEqualTo(301);
  }

  @Test
  void interruptedThreadsAreServedAndStayInterrupted() {
    TestStore store = open();
    store.set("key", "value");
    interrupted(() -> store.as(Sweepable.class).sweep(key -> {}));
    assertThat(store.value("key")).isEqualTo("value");
  }

  @Test
  void aClosedStoreNeitherHangsNorCorruptsAnything() {
    TestStore store = open();
    store.close();
    attempt(() -> store.as(Sweepable.class).sweep(key -> {}));
  }
}
