/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ByteStoreContractTest;
import uno.jcache.spi.StoreContext;

class RedisByteStoreTest extends ByteStoreContractTest {
  private static RedisProcess redis;
  private static RedisServer server;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    server = new RedisServer("test", RedisSettings.of("test", Map.of("url", redis.url())));
  }

  @AfterAll
  static void stop() {
    server.close();
    redis.close();
  }

  @Override
  protected ByteStore create(StoreContext<byte[], byte[]> context) {
    return new RedisByteStore(context, server);
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
