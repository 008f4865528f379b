/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.spi.StoreException;

/** Servers that are not there, are something else, or do not let us do what we have to. */
@Timeout(120)
class BadServersTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private final Logger logger = Logger.getLogger("uno.jcache");
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler noting =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          if (logged.getLevel().equals(Level.WARNING)) {
            warnings.add(new SimpleFormatter().formatMessage(logged));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(noting);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(noting);
    logger.setUseParentHandlers(true);
  }

  /**
   * Where the cache falls back, which is the default, the application goes on with misses, and the
   * log says once what is wrong and what to do. Where it does not, the exception says the same. So
   * does the health check.
   */
  private UnoCache<String, String> assertTold(
      String url, Map<String, String> settings, String... says) {
    UnoCache<String, String> cache = caches.users(url, settings);
    cache.put("key", "value");
    assertThat(cache.get("key")).isNull();
    cache.put("key", "other");
    assertThat(cache.get("key")).isNull();
    assertThat(RedisCaches.errors(cache)).isGreaterThanOrEqualTo(2);
    assertThat(warnings).singleElement().asString().contains("Cache 'users'", "'shared'", url);
    RedisCaches.strict(cache);
    assertThatThrownBy(() -> cache.put("key", "value"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("Provider 'shared': " + url + ": ")
        .hasMessageContainingAll(says)
        .hasMessageNotContainingAny("\n", "channel:", "params", "please");
    assertThat(RedisCaches.illness(cache)).contains(url).contains(says);
    return cache;
  }

  private static String local(int port) {
    return "redis://127.0.0.1:" + port;
  }

  // ---- addresses

  @Test
  void nothingListens() throws IOException {
    assertTold(local(RedisProcess.freePort()), Map.of(), "Connection refused", "start Redis there");
  }

  @Test
  void theHostIsUnknown() {
    // Where no name server answers, that is all there is to say.
    assertTold("redis://nowhere.invalid:6379", Map.of(), "; ", "'url'");
  }

  @Test
  void nothingIsSaidThere() throws IOException {
    ServerSocket silent = caches.closing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    assertTold(local(silent.getLocalPort()), Map.of(), "check that Redis runs there");
  }

  @Test
  void anotherProtocolIsSpokenThere() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    caches.closing(() -> http.stop(0));
    http.start();
    assertTold(
        local(http.getAddress().getPort()), Map.of(), "HTTP/1.1 400", "is not Redis", "'url'");
  }

  @Test
  void thereIsNoSuchDatabase() {
    String url = caches.redis().url();
    UnoCache<String, String> cache = caches.users(url + "/77", Map.of());
    RedisCaches.strict(cache);
    assertThatThrownBy(() -> cache.get("key"))
        .hasMessageContainingAll(url, "DB index is out of range", "correct the database in 'url'");
  }

  // ---- who we are

  @Test
  void thePasswordIsMissing() {
    String url = caches.redis("--requirepass", "open-sesame").url();
    assertTold(url, Map.of(), "NOAUTH", "set 'password'");
  }

  @Test
  void thePasswordIsWrong() {
    String url = caches.redis("--requirepass", "open-sesame").url();
    assertTold(url, Map.of("password", "please"), "WRONGPASS", "correct 'username' and 'password'");
  }

  @Test
  void thePasswordInTheAddressIsWrong() {
    String url = caches.redis("--requirepass", "open-sesame").url();
    UnoCache<String, String> cache = caches.users(url.replace("//", "//default:please@"), Map.of());
    RedisCaches.strict(cache);
    assertThatThrownBy(() -> cache.get("key"))
        .hasMessageContainingAll(url, "WRONGPASS")
        .hasMessageNotContaining("please");
  }

  @Test
  void noPasswordIsWanted() {
    assertTold(caches.redis().url(), Map.of("password", "please"), "leave out 'password'");
  }

  /** The rights that docs/redis.md names, and no others. */
  private static final String RIGHTS =
      "~{uno:* &uno:* +@read +@write +@scripting +@connection +@pubsub +time +info";

  private RedisProcess withUser(String rights) {
    RedisProcess redis = caches.redis();
    assertThat(redis.command("ACL SETUSER app on >open-sesame " + rights)).isEqualTo("+OK");
    return redis;
  }

  private static final Map<String, String> AS_USER =
      Map.of("username", "app", "password", "open-sesame");

  @Test
  void aUserNeedsNoMoreThanTheRightsThatAreDocumented() {
    RedisProcess redis = withUser(RIGHTS);
    UnoCache<String, String> cache =
        caches
            .manager(redis.url(), AS_USER)
            .createCache(
                "users",
                new UnoConfiguration<String, String>()
                    .setProvider("shared")
                    .setNear(CacheLevel.of("memory"))
                    .setStatisticsEnabled(true));
    RedisCaches.strict(cache);
    UnoCache<String, String> other = caches.users(redis.url(), AS_USER);
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");
    assertThat(other.replace("key", "value", "other")).isTrue();
    await().until(() -> "other".equals(cache.get("key")));
    assertThat(cache.invalidateMatching("k*")).isEqualTo(1);
    cache.put("key", "value");
    assertThat(cache.keys()).containsExactly("key");
    cache.clear();
    assertThat(cache.remove("key")).isFalse();
    assertThat(RedisCaches.illness(cache)).isEmpty();
    RedisCaches.manager(cache).destroyCache("users");
    assertThat(RedisCaches.errors(other)).isZero();
  }

  @Test
  void theUserMayNotRunScripts() {
    String url = withUser(RIGHTS + " -@scripting").url();
    assertTold(url, AS_USER, "NOPERM", "give the user the rights that docs/redis.md names");
  }

  @Test
  void theUserMayNotTouchOurKeys() {
    String url = withUser(RIGHTS.replace("~{uno:*", "~other:*")).url();
    assertTold(url, AS_USER, "NOPERM", "give the user the rights");
  }

  @Test
  void theUserMayNotWrite() {
    String url = withUser(RIGHTS + " -@write").url();
    assertTold(url, AS_USER, "can't run this command", "give the user the rights");
  }

  @Test
  void theUserMayNotTellOfChanges() {
    String url = withUser(RIGHTS.replace("&uno:*", "resetchannels")).url();
    assertTold(url, AS_USER, "can't publish", "give the user the rights");
  }

  // ---- servers that do not write

  @Test
  void aReplicaIsReadAndNotWritten() {
    RedisProcess master = caches.redis("--repl-diskless-sync-delay", "0");
    RedisProcess replica = caches.redis();
    caches.users(master.url(), Map.of()).put("before", "value");
    assertThat(replica.command("REPLICAOF 127.0.0.1 " + master.port())).isEqualTo("+OK");
    await().until(() -> replica.command("INFO replication").contains("master_link_status:up"));
    UnoCache<String, String> cache = caches.users(replica.url(), Map.of());
    assertThat(cache.get("before")).isEqualTo("value");
    assertTold(replica.url(), Map.of(), "READONLY", "name the master in 'url'");
  }

  @Test
  void aReplicaHasLostItsMaster() {
    RedisProcess replica = caches.redis("--replica-serve-stale-data", "no");
    assertThat(replica.command("REPLICAOF 127.0.0.1 1")).isEqualTo("+OK");
    assertTold(replica.url(), Map.of(), "MASTERDOWN", "name the master in 'url'");
  }

  @Test
  void aMasterWaitsForReplicas() {
    String url = caches.redis("--min-replicas-to-write", "1").url();
    assertTold(url, Map.of(), "NOREPLICAS", "min-replicas-to-write");
  }

  @Test
  void aServerCannotSaveItsData() {
    RedisProcess redis = caches.redis("--save", "3600 1");
    assertThat(redis.command("SET other value")).isEqualTo("+OK");
    redis.deleteDirectory();
    assertThat(redis.command("BGSAVE")).startsWith("+");
    await().until(() -> redis.command("INFO persistence").contains("last_bgsave_status:err"));
    assertTold(redis.url(), Map.of(), "MISCONF", "see its log");
  }

  @Test
  void aServerIsLoadingItsData() {
    RedisProcess redis =
        caches.redis(
            "--key-load-delay", "200000", // microseconds
            "--loading-process-events-interval-bytes", "1024", // when it answers meanwhile
            "--rdbcompression", "no");
    UnoCache<String, String> before = caches.users(redis.url(), Map.of());
    before.put("before", "value");
    RedisCaches.manager(before).close();
    for (int i = 0; i < 100; i++) {
      assertThat(redis.command("SET other" + i + " " + "x".repeat(3_000))).isEqualTo("+OK");
    }
    assertThat(redis.command("SAVE")).isEqualTo("+OK");
    redis.kill();
    redis.restart();
    UnoCache<String, String> cache =
        assertTold(redis.url(), Map.of(), "LOADING", "it is loading its data after a start");
    assertThat(redis.command("CONFIG SET key-load-delay 0")).isEqualTo("+OK");
    await().ignoreExceptions().until(() -> "value".equals(cache.get("before")));
  }

  @Test
  void aServerIsTooOld() throws IOException {
    RedisProcess redis = caches.redis();
    String version =
        redis.command("INFO server").replaceFirst("(?s).*redis_version:(\\S+).*", "$1");
    String old = version.replaceFirst("[0-9]", "4");
    Relay relay =
        caches.closing(new Relay(redis.port(), "redis_version:" + version, "redis_version:" + old));
    assertTold(local(relay.port()), Map.of(), "Redis " + old, "too old; at least 6.0");
  }

  // ---- what is said, and how often

  @Test
  void theLogIsNotFilled() throws IOException {
    UnoCache<String, String> cache = caches.users(local(RedisProcess.freePort()), Map.of());
    for (int i = 0; i < 1_000; i++) {
      assertThat(cache.get("key" + i)).isNull();
    }
    assertThat(RedisCaches.errors(cache)).isGreaterThanOrEqualTo(1_000);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).getBytes(US_ASCII).length).isLessThan(300);
  }

  @Test
  void norIsItByWhatLooksForExpiredEntries() throws IOException {
    UnoCache<String, String> cache = caches.users(local(RedisProcess.freePort()), Map.of());
    RedisCaches.strict(cache);
    await().until(() -> RedisCaches.errors(cache) >= 1);
    await().during(Duration.ofMillis(500)).until(() -> warnings.size() == 1);
  }

  @Test
  void aCacheThatIsClosedSaysInALineWhatItCouldNotSetRight() throws IOException {
    UnoCache<String, String> cache = caches.users(local(RedisProcess.freePort()), Map.of());
    cache.put("key", "value");
    warnings.clear();
    cache.close();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("'users'", "before it was closed", "start Redis there")
        .doesNotContain("\n");
  }
}
