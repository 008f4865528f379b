/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.spi.StoreException;

/** Servers that speak TLS, and whom we trust. */
@Timeout(120)
@Tag("slow")
class TlsTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();
  private final Path dir;

  TlsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @AfterEach
  void trustWhomOthersTrust() {
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
  }

  /** A server that speaks TLS on one port and, for tests, none on another. */
  private record Server(String url, String plain, Certificate certificate) {}

  private Server server(String host, String... options)
      throws IOException, GeneralSecurityException {
    Certificate certificate = new Certificate(dir, host);
    int port = RedisProcess.freePort();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(
        List.of(
            "--tls-port", Integer.toString(port),
            "--tls-cert-file", certificate.certificateFile().toString(),
            "--tls-key-file", certificate.keyFile().toString(),
            "--tls-ca-cert-file", certificate.certificateFile().toString()));
    if (!all.contains("--tls-auth-clients")) {
      all.addAll(List.of("--tls-auth-clients", "no"));
    }
    RedisProcess redis = caches.redis(all.toArray(String[]::new));
    return new Server("rediss://127.0.0.1:" + port, redis.url(), certificate);
  }

  /** What an application is told by options of the JVM. */
  private static void trust(Certificate certificate) throws GeneralSecurityException {
    System.setProperty("javax.net.ssl.trustStore", certificate.trustStore().toString());
    System.setProperty("javax.net.ssl.trustStorePassword", Certificate.PASSWORD);
    // The JDK takes note of a change when it is next asked, but not by several threads at once.
    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
        .init((KeyStore) null);
  }

  private static void assertWorks(UnoCache<String, String> cache) {
    RedisCaches.strict(cache);
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");
    assertThat(RedisCaches.illness(cache)).isEmpty();
  }

  private void assertTold(String url, String... says) {
    UnoCache<String, String> cache = caches.users(url, Map.of());
    RedisCaches.strict(cache);
    assertThatThrownBy(() -> cache.get("key"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("Provider 'shared': " + url + ": ")
        .hasMessageContainingAll(says)
        .hasMessageNotContaining("\n");
    assertThat(RedisCaches.illness(cache)).contains(says);
  }

  @Test
  void theTrustStoreOfTheJvmIsAsked() throws Exception {
    Server server = server("ip:127.0.0.1");
    trust(server.certificate);
    UnoCache<String, String> cache =
        caches
            .manager(server.url, Map.of("timeout", RedisServers.PATIENT))
            .createCache(
                "users",
                new UnoConfiguration<String, String>()
                    .setProvider("shared")
                    .setNear(CacheLevel.of("memory")));
    assertWorks(cache);
    // Messages come through TLS, too.
    caches.users(server.plain, Map.of()).put("key", "other");
    await().until(() -> "other".equals(cache.get("key")));
  }

  /** Returns settings that name a configuration of Redisson's. */
  private Map<String, String> file(Server server, String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("sslTruststore: \"file:" + server.certificate.trustStore() + "\"");
    lines.add("sslTruststorePassword: \"" + Certificate.PASSWORD + "\"");
    lines.add(
        "singleServerConfig: { address: \"" + server.url + "\", connectionMinimumIdleSize: 1 }");
    Path file = Files.write(dir.resolve("redisson.yaml"), lines);
    return Map.of("redisson-file", file.toString(), "timeout", RedisServers.PATIENT);
  }

  @Test
  void aFileOfRedissonsMayNameTheTrustStore() throws Exception {
    assertWorks(caches.users("", file(server("ip:127.0.0.1"))));
  }

  @Test
  void aFileOfRedissonsMayNameACertificateOfOurs() throws Exception {
    Server server = server("ip:127.0.0.1", "--tls-auth-clients", "yes");
    trust(server.certificate);
    assertTold(server.url, "check that Redis runs there"); // it does not say what it wants
    assertWorks(
        caches.users(
            "",
            file(
                server,
                "sslKeystore: \"file:" + server.certificate.keyStore() + "\"",
                "sslKeystorePassword: \"" + Certificate.PASSWORD + "\"")));
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotTrusted() throws Exception {
    assertTold(server("ip:127.0.0.1").url, "trust store", "javax.net.ssl.trustStore");
  }

  @Test
  void aCertificateOfAnotherHostIsNotTrusted() throws Exception {
    Server server = server("dns:redis.example.com");
    trust(server.certificate);
    assertTold(server.url, "name the host in 'url' as its certificate does");
  }

  @Test
  void theServerDoesNotSpeakTls() {
    String url = caches.redis().url().replace("redis://", "rediss://");
    assertTold(url, "check that Redis runs there", "'url' matches its use of TLS");
  }

  @Test
  void theServerSpeaksTlsAndWeDoNot() throws Exception {
    String url = server("ip:127.0.0.1").url.replace("rediss://", "redis://");
    assertTold(url, "TLS");
  }
}
