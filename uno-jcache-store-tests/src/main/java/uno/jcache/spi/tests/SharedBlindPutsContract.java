/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.SharedContract.lease;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.Shared;

/** A blind put replaces a lease, and creates the entry. */
@ContractOf({Shared.class, BlindPuts.class})
@DisplayName("Shared and BlindPuts: puts over leases")
public abstract class SharedBlindPutsContract extends StoreContract {
  /** For subclasses. */
  protected SharedBlindPutsContract() {}

  @Test
  void aPutReplacesALease() {
    TestStore store = open();
    ByteLease lease = lease(store, "key");
    assertThat(store.putBlindly("key", "value", clock().in(LIFE), true)).isTrue();
    assertThat(store.entry("key")).isNotEqualTo(lease.entry());
    assertThat(store.replace("key", lease.entry(), "late")).isFalse();
    assertThat(store.value("key")).isEqualTo("value");
  }

  @Test
  void aPutOverALeaseIsACreation() {
    TestStore store = open();
    ByteLease first = lease(store, "moved");
    ByteLease second = lease(store, "kept");
    assertThat(first.entry().isPlaceholder() && second.entry().isPlaceholder()).isTrue();
    clock().advance(Duration.ofSeconds(7));
    long deadline = clock().in(LIFE);
    assertThat(store.putBlindly("moved", "value", deadline, false)).isTrue();
    assertThat(store.entry("moved").policyDeadline()).isEqualTo(deadline);
    assertThat(store.putBlindly("kept", "value", deadline, true)).isTrue();
    assertThat(store.entry("kept").policyDeadline()).isEqualTo(deadline);
  }
}
