/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ByteStoreContractTest;
import uno.jcache.spi.StoreContext;

/** What stores of bytes must do, in Redis. */
abstract class RedisByteStoreContractTest extends ByteStoreContractTest {
  abstract RedisServer server();

  @Override
  protected ByteStore create(StoreContext<byte[], byte[]> context) {
    return new RedisByteStore(context, server());
  }

  @Override
  protected boolean keepsBound() {
    return false;
  }

  @Override
  protected boolean sweeps() {
    return false;
  }
}
