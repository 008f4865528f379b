/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the health of a provider says of its server. */
class HealthDetailsTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private Map<String, Object> details(RedisProcess redis) {
    return caches.manager(redis.url(), Map.of()).providers().health("shared").details();
  }

  @Test
  void theServerSaysWhetherItEvictsAndKeeps() {
    RedisProcess redis = caches.redis("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");

    Map<String, Object> details = details(redis);

    assertThat(details)
        .containsEntry("maximumBytes", "104857600")
        .containsEntry("evictionPolicy", "allkeys-lru")
        .containsEntry("appendOnly", "0")
        .containsKey("version");
    assertThat((Long) details.get("clockAheadMillis")).isBetween(-5_000L, 5_000L);
  }

  @Test
  void aUserWhoMayNotAskIsToldLess() {
    RedisProcess redis = caches.redis();
    String set = "ACL SETUSER default on nopass ~* &* +@all -info";
    assertThat(redis.command(set)).isEqualTo("+OK");

    assertThat(details(redis))
        .containsEntry("version", "unknown")
        .containsKey("clockAheadMillis")
        .doesNotContainKey("evictionPolicy");
  }
}
