/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.tests.ByteStoreTests;

/** What stores must do, in Redis. Each subclass nests the contracts, so that reports name it. */
abstract class RedisByteStoreTests extends ByteStoreTests {
  abstract RedisServer server();

  @Override
  protected ByteStore create(StoreContext context) {
    return new RedisByteStore(context, server());
  }
}
