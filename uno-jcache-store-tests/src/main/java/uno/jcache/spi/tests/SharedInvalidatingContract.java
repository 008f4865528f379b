/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Removal;
import uno.jcache.spi.Shared;

/** A blind write is refused while another process may have hidden the entry. */
@ContractOf({Shared.class, Invalidating.class, BlindPuts.class, BlindRemovals.class})
@DisplayName("Shared and Invalidating: blind writes")
public abstract class SharedInvalidatingContract extends StoreContract {
  /** For subclasses. */
  protected SharedInvalidatingContract() {}

  /** The first process does not know yet what the other one publishes. */
  @Test
  void anEntryThatMayBeHiddenIsNotChangedBlindly() {
    long deadline = clock().in(LIFE);
    TestStore one = open();
    TestStore other = open();
    List<byte[]> keys = List.of(bytes("key"));
    assertThat(one.putBlindly("key", "old", deadline, true)).isTrue();
    long first = other.as(Invalidating.class).invalidate(List.of("k*")).orElseThrow();
    assertThat(one.putBlindly("key", "new", deadline, true))
        .as("it would keep the deadline")
        .isFalse();
    assertThat(one.value("key")).isEqualTo("old");
    long second = other.as(Invalidating.class).invalidate(List.of("x*")).orElseThrow();
    assertThat(one.as(BlindRemovals.class).removeAll(keys, clock().now()))
        .as("was it present?")
        .containsExactly(Removal.SUPERSEDED);
    assertThat(one.value("key")).isEqualTo("old");
    other.as(Invalidating.class).reclaimed(first);
    other.as(Invalidating.class).reclaimed(second);
    assertThat(one.value("key")).isEqualTo("old"); // and learns that they are reclaimed
    assertThat(one.putBlindly("key", "new", deadline, true)).isTrue();
    assertThat(one.as(BlindRemovals.class).removeAll(keys, clock().now()))
        .containsExactly(Removal.LIVE);
  }
}
