/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreContractTest;

/** A store that weighs its entries keeps the same contract. */
class WeighedMemoryStoreTest extends StoreContractTest {
  @Override
  protected Store<String, Object> create(StoreContext<String, Object> context) {
    return new MemoryStoreProvider()
        .create(
            new StoreContext<>(
                context.cacheName(),
                context.expiry(),
                context.maximum(),
                (key, value) -> 1,
                context.executor(),
                context.onEviction()));
  }
}
