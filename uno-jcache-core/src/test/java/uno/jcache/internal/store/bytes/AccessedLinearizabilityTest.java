/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.util.concurrent.TimeUnit;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.Linearizability;

@Tag("slow")
@Tag("lincheck")
class AccessedLinearizabilityTest {
  @Test
  void readsThatMoveTheDeadlineAreLinearizable() {
    OptimisticStoreLinearizability.check(Checked.class);
  }

  /** In a store where the first read after a write replaces the entry by one that lives longer. */
  public static final class Checked extends Linearizability.Operations {
    public Checked() {
      super(new LongerByAccess(), OptimisticStoreLinearizability::store);
    }
  }

  private static final class LongerByAccess implements ExpiryPolicy {
    @Override
    public Duration getExpiryForCreation() {
      return Duration.ONE_MINUTE;
    }

    @Override
    public Duration getExpiryForAccess() {
      return new Duration(TimeUnit.MINUTES, 2);
    }

    @Override
    public Duration getExpiryForUpdate() {
      return Duration.ONE_MINUTE;
    }
  }
}
