/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.HidingContract;
import uno.jcache.internal.store.SerializedCodec;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.spi.StoreFactory;

/** What stores must do, in Redis. */
abstract class RedisStoreContractTest extends StoreContractTest implements HidingContract {
  abstract StoreFactory factory();

  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return ByteProviderType.over(factory()).create(context);
  }

  @Override
  protected EntryCodec<String, Object> codec() {
    return new SerializedCodec();
  }
}
