/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.redis.NearNode.soon;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.UnoCache;

/** Two managers with a level in the heap each, in front of the same servers. */
@Timeout(120)
abstract class TwoNodesContractTest {
  private static final int KEYS = 50;

  private final String namespace = "nodes-" + UUID.randomUUID();
  private NearNode oneNode;
  private NearNode otherNode;
  private UnoCache<String, String> one;
  private UnoCache<String, String> other;

  abstract RedisServers redis();

  /** Returns whether hashes take the place of keys in Redis. */
  boolean hashesKeys() {
    return false;
  }

  @BeforeEach
  void start() {
    oneNode = node();
    otherNode = node();
    one = oneNode.cache();
    other = otherNode.cache();
  }

  @AfterEach
  void stop() {
    oneNode.close();
    otherNode.close();
  }

  private NearNode node() {
    NearNode node = NearNode.start(redis(), namespace, hashesKeys());
    node.awaitNear("first");
    return node;
  }

  private void eachWay(Consumer<String> test) {
    test.accept("a");
    UnoCache<String, String> swapped = one;
    one = other;
    other = swapped;
    test.accept("b");
  }

  @Test
  void whatOneChangesTheOtherSees() {
    eachWay(
        key -> {
          one.put(key, "1");
          assertThat(other.get(key)).isEqualTo("1");
          one.put(key, "2");
          soon().until(() -> "2".equals(other.get(key)));
          other.remove(key);
          soon().until(() -> one.get(key) == null);
          one.put(key, "3");
          assertThat(other.get(key)).isEqualTo("3");
          assertThat(other.replace(key, "3", "4")).isTrue();
          soon().until(() -> "4".equals(one.get(key)));
        });
  }

  @Test
  void whatOneInvalidatesOrClearsTheOtherForgets() {
    eachWay(
        prefix -> {
          for (int i = 0; i < KEYS; i++) {
            one.put(prefix + i, "value");
            assertThat(other.get(prefix + i)).isEqualTo("value");
          }
          assertThat(one.invalidateMatching(prefix + "1*")).isEqualTo(11);
          soon().until(() -> other.get(prefix + "1") == null);
          // Its near cache may not have had the first key, and then Redis answered before the
          // message.
          soon().until(() -> other.get(prefix + "12") == null);
          assertThat(other.get(prefix + "2")).isEqualTo("value");
          one.clear();
          soon().until(() -> other.get(prefix + "2") == null);
          soon().until(() -> other.get(prefix + "3") == null);
          assertThat(other.size()).isZero();
        });
  }

  /** Takes an entry away as Redis does by itself where it has too many: nobody is told. */
  private void evict(String key) {
    String redisKey =
        new Layout(namespace, "users", "", hashesKeys() ? "SHA-256" : "", false)
            .entry(0, key.getBytes(StandardCharsets.UTF_8));
    String script =
        "for _, redisKey in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', redisKey) end";
    redis()
        .masters()
        .forEach(
            master ->
                assertThat(
                        master.command(
                            "EVAL \""
                                + script
                                + "\" 0 *"
                                + namespace
                                + "*"
                                + redisKey.substring(redisKey.indexOf('}'))))
                    .isEqualTo("$-1"));
  }

  /** So that a level in front of another does not keep for ever what is to be gone. */
  @Test
  void aRemovalIsHeardOfWhereRedisHadEvictedTheEntry() {
    one.put("evicted", "old");
    otherNode.awaitNearAgain("evicted");
    evict("evicted");
    assertThat(one.remove("evicted")).isFalse();
    soon().until(() -> other.get("evicted") == null);
    one.put("evicted", "old");
    otherNode.awaitNearAgain("evicted");
    evict("evicted");
    assertThat(one.getAndRemove("evicted")).isNull();
    soon().until(() -> other.get("evicted") == null);
  }

  /** Breaks the connections over which changes are told, and returns whether there was one. */
  private boolean killSubscriptions() {
    return redis().masters().stream()
        .map(master -> master.command("CLIENT KILL TYPE pubsub"))
        .anyMatch(killed -> !killed.equals(":0"));
  }

  @Test
  void nothingStaysStaleWhereMessagesAreLost() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < KEYS; i++) {
        one.put("key" + i, "old" + round);
        other.get("key" + i);
      }
      soon().until(this::killSubscriptions);
      for (int i = 0; i < KEYS; i++) {
        one.put("key" + i, "new" + round);
      }
      String expected = "new" + round;
      for (int i = 0; i < KEYS; i++) {
        String key = "key" + i;
        soon().until(() -> expected.equals(other.get(key)));
      }
      otherNode.awaitNear("near");
      oneNode.awaitNear("near");
    }
  }

  @Test
  void afterAServerIsStartedAgainNothingIsStale() {
    one.put("key", "old");
    assertThat(other.get("key")).isEqualTo("old");
    redis().kill();
    redis().restart(); // with nothing in it
    soon().until(() -> other.get("key") == null);
    one.put("key", "new");
    soon().until(() -> "new".equals(other.get("key")));
    otherNode.awaitNear("near");
  }
}
