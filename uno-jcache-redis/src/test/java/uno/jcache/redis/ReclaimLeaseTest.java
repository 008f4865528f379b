/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;

/** Of all processes, one at a time looks at all entries in order to remove some. */
@Timeout(120)
class ReclaimLeaseTest {
  private static final String LEASE = "{uno:users:0}:r";

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private final RedisProcess redis = caches.redis();

  private UnoCache<String, String> users() {
    return caches.users(redis.url(), Map.of("timeout", "20s"));
  }

  private static void fill(UnoCache<String, String> users) {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      entries.put("key" + i, "value");
    }
    users.putAll(entries);
  }

  private String keys() {
    return redis.command("DBSIZE");
  }

  @Test
  void whatWasClearedIsRemovedAndTheServerKeepsThat() {
    UnoCache<String, String> users = users();
    fill(users);
    users.clear();
    await().until(() -> keys().equals(":2")); // the invalidations, and what this is about
    await().until(() -> redis.command("GETRANGE " + LEASE + " 0 0").endsWith("D"));
  }

  @Test
  void whileAnotherProcessLooksNobodyElseDoes() {
    UnoCache<String, String> users = users();
    fill(users);
    assertThat(redis.command("SET " + LEASE + " Lother PX 60000")).isEqualTo("+OK");
    users.clear();
    assertThat(users.size()).isZero();
    assertThat(keys()).as("still there").isEqualTo(":102");
    assertThat(redis.command("DEL " + LEASE)).isEqualTo(":1");
    await().atMost(Duration.ofSeconds(60)).until(() -> keys().equals(":2")); // by a later sweep
  }

  @Test
  void whatAnotherProcessHasRemovedIsNotLookedFor() {
    UnoCache<String, String> users = users();
    fill(users);
    assertThat(redis.command("SET " + LEASE + " D9000000000000000")).isEqualTo("+OK");
    users.clear();
    UnoCache<String, String> other = users();
    assertThat(other.size()).isZero();
    assertThat(redis.command("GET " + LEASE)).endsWith("D9000000000000000");
  }
}
