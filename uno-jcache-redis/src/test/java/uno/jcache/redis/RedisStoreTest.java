/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import uno.jcache.spi.EntryCodec;
import uno.jcache.spi.SerializedCodec;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreContractTest;
import uno.jcache.spi.StoreFactory;

class RedisStoreTest extends StoreContractTest {
  private static RedisProcess redis;
  private static StoreFactory factory;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    factory = new RedisStoreProvider().open("test", Map.of("url", redis.url()));
  }

  @AfterAll
  static void stop() {
    factory.close();
    redis.close();
  }

  @Override
  protected Store<String, Object> create(StoreContext<String, Object> context) {
    return factory.create(context);
  }

  @Override
  protected EntryCodec<String, Object> codec() {
    return new SerializedCodec();
  }

  @Override
  protected boolean keepsBound() {
    return false;
  }

  @Override
  protected boolean sweeps() {
    return false;
  }

  @Override
  protected boolean hides() {
    return true;
  }
}
