/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;

/** Near caches of two processes, which follow each other's changes. */
class NearCacheTest {
  private static final String PATIENT = "5s";

  @RegisterExtension final MemcachedCaches caches = new MemcachedCaches();

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
  }

  /** Waits until reads of a key are served by the near cache. */
  private static void warm(UnoCache<String, String> cache, String key) {
    UnoCacheManager manager = MemcachedCaches.manager(cache);
    soon()
        .until(
            () -> {
              long before = manager.monitoring().levels("users").get(0).hits();
              String unused = cache.get(key);
              return manager.monitoring().levels("users").get(0).hits() > before;
            });
  }

  @Test
  void aChangeByOneIsSoonReadByTheOther() {
    List<MemcachedProcess> ring = List.of(caches.server(), caches.server());
    String servers = MemcachedProcess.addresses(ring);
    UnoCache<String, String> one = caches.users(servers, PATIENT, true);
    UnoCache<String, String> other = caches.users(servers, PATIENT, true);
    List<String> keys = IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList();
    for (String key : keys) {
      one.put(key, "first");
      warm(other, key);
    }
    keys.forEach(key -> one.put(key, "second"));
    keys.forEach(key -> soon().until(() -> "second".equals(other.get(key))));
    keys.forEach(key -> warm(other, key));
    one.removeAll();
    keys.forEach(key -> soon().until(() -> other.get(key) == null));
  }

  @Test
  void anInvalidationReachesTheNearCacheOfTheOther() {
    String servers = caches.server().address();
    UnoCache<String, String> one = caches.users(servers, PATIENT, true);
    UnoCache<String, String> other = caches.users(servers, PATIENT, true);
    one.put("user:1", "Ada");
    one.put("group:1", "all");
    warm(other, "user:1");
    warm(other, "group:1");
    assertThat(one.invalidateMatching("user:*")).isEqualTo(1);
    soon().until(() -> other.get("user:1") == null);
    assertThat(other.get("group:1")).isEqualTo("all");
  }

  @Test
  void afterAServerWasRestartedNearCachesFollowAgain() {
    MemcachedProcess server = caches.server();
    UnoCache<String, String> one = caches.users(server.address(), "500ms", true);
    UnoCache<String, String> other = caches.users(server.address(), "500ms", true);
    one.put("1", "Ada");
    warm(other, "1");
    server.kill();
    soon().until(() -> other.get("1") == null); // the near cache is bypassed
    server.restart();
    soon()
        .until(
            () -> {
              one.put("1", "Grace");
              return "Grace".equals(other.get("1"));
            });
    warm(other, "1");
    one.put("1", "Edsger");
    soon().until(() -> "Edsger".equals(other.get("1")));
  }
}
