/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@Tag("variant")
class ClusterTwoNodesTest extends TwoNodesContractTest {
  private static RedisServers redis;

  @BeforeAll
  static void startServers() {
    redis = RedisCluster.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
  }

  @Override
  RedisServers redis() {
    return redis;
  }
}
