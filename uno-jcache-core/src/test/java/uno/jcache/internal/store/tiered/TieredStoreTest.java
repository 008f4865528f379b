/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.spi.StoreContext;

class TieredStoreTest extends StoreContractTest {
  @Override
  protected Store<String, Object> create(StoreContext<String, Object> context) {
    return TieredStoreLinearizabilityTest.tiered(context);
  }
}
