/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import uno.jcache.internal.store.BoundContract;
import uno.jcache.internal.store.HiddenSweepContract;
import uno.jcache.internal.store.HidingContract;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.SweepContract;
import uno.jcache.spi.HeapByteStore;

/** The contract of stores, met by {@link OptimisticStore} over the simplest store of bytes. */
class OptimisticStoreTest extends StoreContractTest
    implements BoundContract, SweepContract, HidingContract, HiddenSweepContract {
  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return new OptimisticStore<>(context, new HeapByteStore(context.context()));
  }
}
