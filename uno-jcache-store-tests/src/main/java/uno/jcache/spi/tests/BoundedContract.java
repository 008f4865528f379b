/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Bounded;

/** A {@link Bounded} store evicts entries above its limit. */
@ContractOf(Bounded.class)
@DisplayName("Bounded: a limit of entries")
public abstract class BoundedContract extends StoreContract {
  private static final int MAXIMUM = 100;

  /** For subclasses. */
  protected BoundedContract() {}

  @Test
  void theLimitIsKeptAndEvictionsAreReported() {
    TestStore store = tests().open(MAXIMUM);
    for (int i = 0; i < 10 * MAXIMUM; i++) {
      store.set("key-" + i, "value");
    }
    await().until(() -> store.size() <= MAXIMUM);
    assertThat(store.scanned()).hasSizeBetween(MAXIMUM / 2, MAXIMUM);
    assertThat(tests().evicted() + store.size()).isEqualTo(10 * MAXIMUM);
  }

  @Test
  void theLimitCanBeChanged() {
    TestStore store = tests().open(MAXIMUM);
    store.as(Bounded.class).setMaximum(3 * MAXIMUM);
    for (int i = 0; i < 2 * MAXIMUM; i++) {
      store.set("key-" + i, "value");
    }
    assertThat(store.size()).isEqualTo(2 * MAXIMUM);
    store.as(Bounded.class).setMaximum(MAXIMUM / 2);
    await().until(() -> store.size() <= MAXIMUM / 2);
  }

  @Test
  void aClosedStoreNeitherHangsNorCorruptsAnything() {
    TestStore store = open();
    store.close();
    attempt(() -> store.as(Bounded.class).setMaximum(1));
  }
}
