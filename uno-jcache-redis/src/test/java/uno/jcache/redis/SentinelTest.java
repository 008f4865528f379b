/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uno.jcache.redis.NearNode.soon;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two managers, and a master whose place is taken by its replica. */
@Timeout(120)
@Tag("slow")
@Tag("variant")
class SentinelTest {
  private static final int KEYS = 300;

  private final String namespace = "sentinel-" + UUID.randomUUID();
  private final Map<String, String> entries = new HashMap<>();
  private RedisSentinels redis;
  private NearNode one;
  private NearNode other;

  @BeforeEach
  void start() {
    redis = RedisSentinels.start();
    one = NearNode.start(redis, namespace);
    other = NearNode.start(redis, namespace);
    for (int i = 0; i < KEYS; i++) {
      entries.put("key" + i, "value" + i);
    }
    one.cache().putAll(entries);
    one.awaitNear("near");
    other.awaitNear("near");
  }

  @AfterEach
  void stop() {
    other.close();
    one.close();
    redis.close();
  }

  /** Stores a value as soon as there is a master. */
  private void put(NearNode node, String key, String value) {
    await()
        .until(
            () -> {
              node.cache().put(key, value);
              return value.equals(node.cache().get(key));
            });
  }

  @Test
  void entriesAreThereAfterTheReplicaTookOver() {
    redis.awaitReplication();
    redis.master().kill();
    put(one, "new", "value");
    entries.put("new", "value");
    entries.put("near", "value");
    assertThat(one.cache().getAll(entries.keySet())).isEqualTo(entries);
    soon().until(() -> other.cache().getAll(entries.keySet()).equals(entries));
  }

  @Test
  void nothingNearIsStaleAfterTheReplicaTookOver() {
    redis.awaitReplication();
    redis.master().kill();
    put(one, "near", "new");
    soon().until(() -> "new".equals(other.cache().get("near")));
    one.awaitNearAgain("near");
    other.awaitNearAgain("near");
    other.cache().put("near", "newer");
    soon().until(() -> "newer".equals(one.cache().get("near")));
    one.cache().clear();
    soon().until(() -> other.cache().get("key1") == null);
    assertThat(other.cache().size()).isZero();
  }

  @Test
  void whatTheReplicaDidNotHearOfIsLostForAllAndKeptNearByNobody() {
    redis.awaitReplication();
    redis.replica().pauseServer();
    assertThat(redis.master().command("CLIENT KILL TYPE replica")).isEqualTo(":1");
    one.cache().put("near", "lost");
    one.cache().invalidateMatching("key1*");
    soon().until(() -> "lost".equals(other.cache().get("near")));
    other.awaitNearAgain("near");
    redis.master().kill();
    redis.replica().continueServer();
    soon().until(() -> "value".equals(other.cache().get("near")));
    soon().until(() -> "value".equals(one.cache().get("near")));
    put(one, "key1", "new");
    soon().until(() -> "new".equals(other.cache().get("key1")));
    one.awaitNear("near");
    other.awaitNear("near");
  }
}
