/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import uno.jcache.internal.store.BoundContract;
import uno.jcache.internal.store.NotHidingContract;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.SweepContract;

class TieredStoreTest extends StoreContractTest
    implements BoundContract, SweepContract, NotHidingContract {
  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return TieredStoreLinearizabilityTest.tiered(context);
  }
}
