/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import uno.jcache.spi.StoreFactory;

@Tag("slow")
@Tag("variant")
class ClusterStoreTest extends RedisStoreContractTest {
  private static RedisServers redis;
  private static StoreFactory factory;

  @BeforeAll
  static void start() {
    redis = RedisCluster.start();
    factory = new RedisStoreProvider().open("test", redis.patientSettings());
  }

  @AfterAll
  static void stop() {
    factory.close();
    redis.close();
  }

  @Override
  StoreFactory factory() {
    return factory;
  }
}
