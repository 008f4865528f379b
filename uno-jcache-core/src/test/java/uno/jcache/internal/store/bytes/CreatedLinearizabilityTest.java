/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.Linearizability;

@Tag("slow")
@Tag("lincheck")
class CreatedLinearizabilityTest {
  @Test
  void putsThatKeepTheDeadlineAreLinearizable() {
    OptimisticStoreLinearizability.check(Checked.class);
  }

  /** In a store where an update keeps the deadline. */
  public static final class Checked extends Linearizability.Operations {
    public Checked() {
      super(new CreatedExpiryPolicy(Duration.ONE_MINUTE), OptimisticStoreLinearizability::store);
    }
  }
}
