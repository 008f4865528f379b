/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.redis.NearNode.soon;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.UnoCache;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.KnownInvalidations;

/**
 * In a cluster an invalidation or a clear is a script for each bucket. Whoever runs them may die in
 * the midst of it; a near level elsewhere may not show for ever what is hidden.
 */
@Timeout(120)
class AbandonedInvalidationTest {
  private static final String KEY = "user:1";
  private static final long WHICH = 42;

  private static RedisCluster redis;

  private final String namespace = "abandoned-" + UUID.randomUUID();
  private final Layout layout = new Layout(namespace, "users", "", "", true);

  /** In another bucket. */
  private final String later = later();

  private NearNode node;
  private UnoCache<String, String> cache;

  /** Of the process that dies. */
  private static final Script<Long> PUBLISH =
      Script.of("publish", "return redis.call('PUBLISH', ARGV[1], ARGV[2])", Long.class::cast);

  private RedisServer dying;

  @BeforeAll
  static void startServers() {
    redis = RedisCluster.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
  }

  @BeforeEach
  void start() {
    node = NearNode.start(redis, namespace);
    cache = node.cache();
    dying = new RedisServer("dying", RedisSettings.of("dying", redis.settings()));
    node.awaitNear(KEY);
    node.awaitNear(later);
  }

  @AfterEach
  void stop() {
    dying.close();
    node.close();
  }

  private int bucket(String key) {
    return layout.bucket(key.getBytes(UTF_8));
  }

  private String later() {
    int i = 2;
    while (bucket("user:" + i) == bucket(KEY)) {
      i++;
    }
    return "user:" + i;
  }

  /** Returns what a script for a bucket tells by itself. */
  private byte[] part(List<String> patterns) {
    return ChangeMessage.of(
        ChangeMessage.INVALIDATING, 7, layout.regionId(), ChangeMessage.content(WHICH, patterns));
  }

  private byte[] channel() {
    return Layout.channel(namespace).getBytes(US_ASCII);
  }

  private void clearBucketOf(String key) {
    BucketAnswer<Boolean> unused =
        dying.run(
            Scripts.CLEAR,
            List.of(layout.invalidations(bucket(key))),
            channel(),
            part(List.of("*")));
  }

  private void invalidateInBucketOf(String key, String pattern) {
    byte[] declared = Invalidations.NONE.plus(List.of(pattern)).encode();
    byte[] one =
        Arrays.copyOfRange(declared, KnownInvalidations.LISTED + Long.BYTES, declared.length);
    BucketAnswer<?> unused =
        dying.run(
            Scripts.INVALIDATE,
            List.of(layout.invalidations(bucket(key))),
            one,
            new byte[Long.BYTES],
            channel(),
            part(List.of(pattern)));
  }

  @Test
  void eachPartOfAClearIsSeenWithoutItsEnd() {
    clearBucketOf(KEY);
    soon().until(() -> cache.get(KEY) == null);
    assertThat(cache.get(later)).as("its bucket was not cleared yet").isEqualTo("value");
    node.awaitNearAgain(later);
    clearBucketOf(later);
    soon().until(() -> cache.get(later) == null);
    node.awaitNear(later);
  }

  @Test
  void eachPartOfAnInvalidationIsSeenWithoutItsEnd() {
    node.awaitNear("order:1");
    invalidateInBucketOf(KEY, "user:*");
    soon().until(() -> cache.get(KEY) == null);
    assertThat(cache.get(later)).as("its bucket was not invalidated yet").isEqualTo("value");
    node.awaitNearAgain(later);
    invalidateInBucketOf(later, "user:*");
    soon().until(() -> cache.get(later) == null);
    assertThat(cache.get("order:1")).isEqualTo("value");
    node.awaitNear(later);
  }

  /** Publishes what begins like a part, over the server of the key: so in order with its own. */
  private void sendPiecesOf(byte[] part) {
    for (int length = 0; length < part.length; length++) {
      byte[] some = Arrays.copyOf(part, length);
      long unused = dying.run(PUBLISH, List.of(layout.invalidations(bucket(KEY))), channel(), some);
    }
  }

  @Test
  void messagesThatAreNoneHarmNobody() {
    sendPiecesOf(part(List.of("user:*")));
    clearBucketOf(KEY);
    sendPiecesOf(part(List.of("user:*")));
    soon().until(() -> cache.get(KEY) == null);
  }
}
