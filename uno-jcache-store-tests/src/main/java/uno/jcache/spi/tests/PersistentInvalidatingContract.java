/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Persistent;

/** A store that keeps entries keeps the invalidations that hide some of them, too. */
@ContractOf({Persistent.class, Invalidating.class})
@DisplayName("Persistent and Invalidating: hidden entries stay hidden")
public abstract class PersistentInvalidatingContract extends StoreContract {
  /** For subclasses. */
  protected PersistentInvalidatingContract() {}

  @Test
  void invalidationsStayAfterTheStoreWasClosed() {
    TestStore store = open();
    store.set("key", "value");
    assertThat(store.as(Invalidating.class).invalidate(List.of("k*"))).isPresent();
    store.close();
    TestStore next = open();
    long epoch = next.entry("key").epoch();
    assertThat(next.invalidations(bytes("key")).epoch()).isGreaterThan(epoch);
    assertThat(next.invalidations(bytes("key")).isEmpty()).isFalse();
    Set<Long> unreclaimed = InvalidatingContract.laterUnreclaimed(next, clock());
    assertThat(unreclaimed).isNotEmpty();
    unreclaimed.forEach(next.as(Invalidating.class)::reclaimed);
    next.close();
    TestStore last = open();
    assertThat(last.entry("key").epoch()).isEqualTo(epoch);
    assertThat(last.invalidations(bytes("key")).epoch()).isGreaterThan(epoch);
    assertThat(last.invalidations(bytes("key")).isEmpty()).isTrue();
  }
}
