/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class ClusterByteStoreTest extends RedisByteStoreContractTest {
  private static RedisServers redis;
  private static RedisServer server;

  @BeforeAll
  static void start() {
    redis = RedisCluster.start();
    server = new RedisServer("test", RedisSettings.of("test", redis.patientSettings()));
  }

  @AfterAll
  static void stop() {
    server.close();
    redis.close();
  }

  @Override
  RedisServer server() {
    return server;
  }
}
