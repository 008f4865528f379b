/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;
import static uno.jcache.spi.tests.TestStore.text;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;

/** A {@link BlindPuts} store stores values without a look at the entries that they replace. */
@ContractOf(BlindPuts.class)
@DisplayName("BlindPuts: puts without a read")
public abstract class BlindPutsContract extends StoreContract {
  /** For subclasses. */
  protected BlindPutsContract() {}

  @Test
  void aPutCreatesAndUpdates() {
    TestStore store = open();
    long deadline = clock().in(LIFE);
    assertThat(store.putBlindly("kept", "1", deadline, true)).isTrue();
    assertThat(store.putBlindly("moved", "1", deadline, false)).isTrue();
    clock().advance(Duration.ofSeconds(20));
    assertThat(store.putBlindly("kept", "2", clock().in(LIFE), true)).isTrue();
    assertThat(store.putBlindly("moved", "2", clock().in(LIFE), false)).isTrue();
    assertThat(store.entry("kept").expiresAt()).isEqualTo(deadline);
    assertThat(store.entry("moved").expiresAt()).isEqualTo(clock().in(LIFE));
    assertThat(store.scanned()).isEqualTo(Map.of("kept", "2", "moved", "2"));
  }

  @Test
  void aPutOverAnExpiredEntryIsACreation() {
    TestStore store = open();
    assertThat(store.putBlindly("key", "1", clock().in(LIFE), true)).isTrue();
    clock().advance(LIFE.plusSeconds(1));
    assertThat(store.putBlindly("key", "2", clock().in(LIFE), true)).isTrue();
    assertThat(store.entry("key").expiresAt()).isEqualTo(clock().in(LIFE));
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void aPutKeepsATouchedDeadlineAndEndsItsLimit() {
    TestStore store = open();
    assertThat(store.putBlindly("key", "1", clock().in(LIFE), true)).isTrue();
    long deadline = clock().in(LIFE.multipliedBy(2));
    assertThat(store.store().touch(bytes("key"), store.entry("key"), deadline, clock().in(LIFE)))
        .isTrue();
    assertThat(store.putBlindly("key", "2", clock().in(LIFE), true)).isTrue();
    assertThat(store.entry("key").policyDeadline()).isEqualTo(deadline);
    assertThat(store.entry("key").notAfter()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void severalValuesAreStoredAsOneIs() {
    TestStore store = open();
    long kept = clock().in(Duration.ofSeconds(7));
    store.set("key3", "old", kept);
    List<byte[]> keys = keys(250);
    List<byte[]> values = keys.stream().map(key -> bytes("of " + text(key))).toList();
    long deadline = clock().in(LIFE);
    assertThat(store.as(BlindPuts.class).putAll(keys, values, deadline, true))
        .hasSize(250)
        .containsOnly(true);
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry entry = store.entry("key" + i);
      assertThat(text(entry.value())).isEqualTo("of key" + i);
      assertThat(entry.policyDeadline()).isEqualTo((i == 3) ? kept : deadline);
    }
  }

  @Test
  void anEqualEntryOfAPutIsAnotherOne() {
    TestStore store = open();
    store.set("key", "a");
    ByteEntry seen = store.entry("key");
    assertThat(store.putBlindly("key", "a", Deadlines.NEVER, true)).isTrue();
    assertThat(store.remove("key", seen)).isFalse();
    assertThat(store.value("key")).isEqualTo("a");
  }

  @Test
  void anEntryKnowsWhenItWasStored() {
    TestStore store = open();
    clock().advance(LIFE);
    assertThat(store.putBlindly("key", "value", Deadlines.NEVER, true)).isTrue();
    assertThat(store.entry("key").writtenAt()).isEqualTo(clock().now());
  }

  @Test
  void interruptedThreadsAreServedAndStayInterrupted() {
    TestStore store = open();
    interrupted(
        () -> assertThat(store.putBlindly("key", "value", clock().in(LIFE), true)).isTrue());
    assertThat(store.value("key")).isEqualTo("value");
  }
}
