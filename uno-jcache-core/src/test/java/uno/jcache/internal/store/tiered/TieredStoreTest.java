/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;

class TieredStoreTest extends StoreContractTest {
  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return TieredStoreLinearizabilityTest.tiered(context);
  }
}
