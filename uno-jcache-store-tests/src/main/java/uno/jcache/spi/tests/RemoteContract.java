/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Remote;

/** A {@link Remote} store waits a limited time, and reports when its server answers again. */
@ContractOf(Remote.class)
@DisplayName("Remote: a server")
public abstract class RemoteContract extends StoreContract {
  /** For subclasses. */
  protected RemoteContract() {}

  @Test
  void waitsALimitedTime() {
    assertThat(open().as(Remote.class).timeout()).isPositive();
  }

  @Test
  void aRegistrationCanBeCancelledTwice() {
    Runnable cancel = open().as(Remote.class).onRecovery(() -> {});
    cancel.run();
    cancel.run();
  }
}
