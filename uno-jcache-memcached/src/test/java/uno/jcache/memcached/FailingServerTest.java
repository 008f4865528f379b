/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.UnstorableException;

/** Servers that are killed, that stand still, and that lose what they had. */
class FailingServerTest {
  private static final String PATIENT = "5s";
  private static final String SHORT = "200ms";

  @RegisterExtension final MemcachedCaches caches = new MemcachedCaches();

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  private static void putUntilItIsRead(UnoCache<String, String> cache, String key, String value) {
    soon()
        .until(
            () -> {
              cache.put(key, value);
              return value.equals(cache.get(key));
            });
  }

  @Test
  void whileAServerIsAwayReadsMissAndAfterwardsItIsUsedAgain() {
    MemcachedProcess server = caches.server();
    UnoCache<String, String> users = caches.users(server.address(), SHORT, false);
    putUntilItIsRead(users, "1", "Ada");
    server.kill();
    assertThat(users.get("1")).isNull();
    users.put("1", "Grace");
    assertThat(users.get("1")).isNull();
    assertThat(MemcachedCaches.manager(users).providers().health("shared").healthy()).isFalse();
    server.restart();
    putUntilItIsRead(users, "1", "Edsger");
    assertThat(MemcachedCaches.manager(users).providers().health("shared").healthy()).isTrue();
  }

  @Test
  void withoutFallbackAFailureNamesServerAndRemedy() {
    MemcachedProcess server = caches.server();
    UnoCache<String, String> users = caches.users(server.address(), SHORT, false);
    MemcachedCaches.manager(users)
        .configuration()
        .update(settings -> settings.withFallbackOnError(false));
    server.kill();
    assertThatThrownBy(() -> users.get("1"))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("'shared'", server.address(), "start the server");
  }

  @Test
  void whatChangedWhileAServerStoodStillIsNotReadAgain() {
    MemcachedProcess server = caches.server();
    UnoCache<String, String> users = caches.users(server.address(), SHORT, false);
    putUntilItIsRead(users, "1", "old");
    server.pauseServer();
    users.put("1", "new");
    assertThat(users.get("1")).isNull();
    server.continueServer();
    soon()
        .until(
            () -> {
              assertThat(users.get("1")).isNotEqualTo("old");
              return MemcachedCaches.manager(users).providers().health("shared").healthy();
            });
    putUntilItIsRead(users, "1", "newest");
  }

  @Test
  void whereOneServerOfARingFailsTheKeysOfTheOthersGoOn() {
    List<MemcachedProcess> ring = List.of(caches.server(), caches.server(), caches.server());
    UnoCache<String, String> users = caches.users(MemcachedProcess.addresses(ring), PATIENT, false);
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "key-" + i).toList();
    keys.forEach(key -> users.put(key, "value"));
    assertThat(keys).allSatisfy(key -> assertThat(users.get(key)).isEqualTo("value"));
    ring.get(1).kill();
    long read = keys.stream().filter(key -> users.get(key) != null).count();
    assertThat(read).isBetween(10L, 59L);
    ring.get(1).restart();
    soon()
        .until(
            () -> {
              keys.forEach(key -> users.put(key, "again"));
              return keys.stream().allMatch(key -> "again".equals(users.get(key)));
            });
  }

  @Test
  void aServerThatLosesTheInvalidationsOfARegionIsEmpty() {
    MemcachedProcess server = caches.server();
    UnoCache<String, String> users = caches.users(server.address(), PATIENT, false);
    users.put("1", "Ada");
    users.put("2", "Grace");
    String invalidations =
        new KeyDump(new MemcachedServers("test", settings(server)), 0)
            .keys(key -> key.startsWith("uno:i:"))
            .next();
    assertThat(server.command("delete " + invalidations)).isEqualTo("DELETED");
    assertThat(users.get("1")).isNull();
    users.put("2", "Edsger");
    assertThat(users.get("2")).isEqualTo("Edsger");
    assertThat(users.get("1")).isNull();
  }

  private static MemcachedSettings settings(MemcachedProcess server) {
    return MemcachedSettings.of("test", server.patientSettings());
  }

  @Test
  void aValueThatIsTooLargeIsRefusedAndChangesNothing() {
    UnoCache<String, String> users = caches.users(caches.server().address(), PATIENT, false);
    users.put("1", "Ada");
    assertThatThrownBy(() -> users.put("1", "x".repeat(2 << 20)))
        .isInstanceOf(UnstorableException.class)
        .hasMessageContainingAll("'users'", "'max-value-size'");
    assertThat(users.get("1")).isEqualTo("Ada");
  }
}
