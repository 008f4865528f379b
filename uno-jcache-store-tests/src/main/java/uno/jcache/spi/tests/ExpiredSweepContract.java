/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;
import static uno.jcache.spi.tests.TestStore.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Sweepable;

/**
 * A {@link Sweepable} store finds expired entries. Not for a store whose server removes them
 * itself.
 */
@ContractOf(value = Sweepable.class, optional = true)
@DisplayName("Sweepable: expired entries")
public abstract class ExpiredSweepContract extends StoreContract {
  /** For subclasses. */
  protected ExpiredSweepContract() {}

  @Test
  void aSweepFindsTheExpiredEntriesAndNoOthers() {
    TestStore store = open();
    for (int i = 0; i < 300; i++) {
      store.set("expired-" + i, "value", clock().in(LIFE));
      store.set("live-" + i, "value", clock().in(LIFE.multipliedBy(3)));
    }
    store.set("eternal", "value");
    assertThat(swept(store)).isEmpty();
    clock().advance(LIFE.plusSeconds(1));
    assertThat(swept(store)).hasSize(300).allMatch(key -> key.startsWith("expired"));
    assertThat(swept(store)).isEmpty();
    assertThat(store.size()).isEqualTo(301);
    clock().advance(LIFE.multipliedBy(2));
    assertThat(swept(store)).hasSize(300).allMatch(key -> key.startsWith("live"));
    assertThat(store.scanned()).containsOnlyKeys("eternal");
  }

  @Test
  void aSweepFollowsTouches() {
    TestStore store = open();
    long far = clock().in(LIFE.multipliedBy(9));
    store.set("later", "value", clock().in(LIFE));
    store.set("sooner", "value", far);
    assertThat(swept(store)).isEmpty();
    assertThat(store.store().touch(bytes("later"), store.entry("later"), far, Deadlines.NEVER))
        .isTrue();
    assertThat(store.store().touch(bytes("sooner"), store.entry("sooner"), far, clock().in(LIFE)))
        .isTrue();
    clock().advance(LIFE.plusSeconds(1));
    assertThat(swept(store)).containsExactly("sooner");
  }

  /** Removes what a sweep finds, which must be expired, and returns the keys. */
  private List<String> swept(TestStore store) {
    List<String> keys = new ArrayList<>();
    store
        .as(Sweepable.class)
        .sweep(
            key -> {
              ByteEntry expired = Objects.requireNonNull(store.store().get(key));
              assertThat(expired.expiresAt()).isLessThanOrEqualTo(clock().now());
              assertThat(store.store().compareAndSet(key, expired, null)).isTrue();
              keys.add(text(key));
            });
    return keys;
  }
}
