/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.Linearizability;

@Tag("slow")
@Tag("lincheck")
class EternalLinearizabilityTest {
  @Test
  void putsThatLookAtNothingAreLinearizable() {
    OptimisticStoreLinearizability.check(Checked.class);
  }

  /** In a store that never expires anything. */
  public static final class Checked extends Linearizability.Operations {
    public Checked() {
      super(new EternalExpiryPolicy(), OptimisticStoreLinearizability::store);
    }
  }
}
