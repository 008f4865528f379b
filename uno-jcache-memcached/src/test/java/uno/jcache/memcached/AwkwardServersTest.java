/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.spi.StoreException;

/** Servers that want a password, list no keys, are too old, or are no Memcached. */
@Timeout(120)
class AwkwardServersTest {
  private static final String PATIENT = "5s";

  @RegisterExtension final MemcachedCaches caches = new MemcachedCaches();

  private UnoCache<String, String> strict(String servers, Map<String, String> settings) {
    UnoCacheManager manager = caches.manager(servers, settings);
    manager.configuration().update(each -> each.withFallbackOnError(false));
    return MemcachedCaches.users(manager, false);
  }

  private UnoCache<String, String> strict(String servers) {
    return strict(servers, Map.of("timeout", PATIENT));
  }

  // ---- passwords

  @Test
  void aServerWithUsersTakesTheRightPassword(@TempDir Path dir) throws Exception {
    Files.writeString(
        dir.resolve("memcached.conf"), "mech_list: plain\nsasldb_path: " + dir.resolve("users"));
    addUser(dir.resolve("users"), "ada", "right");
    MemcachedProcess server =
        caches.closing(MemcachedProcess.startWith(Map.of("SASL_CONF_PATH", dir.toString()), "-S"));
    UnoCache<String, String> users =
        strict(
            server.address(), Map.of("timeout", PATIENT, "username", "ada", "password", "right"));
    users.put("1", "Ada");
    assertThat(users.get("1")).isEqualTo("Ada");
    users.clear();
    assertThat(users.get("1")).isNull();
    assertThatThrownBy(() -> users.forEach(entry -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(server.address(), "SASL");

    for (Map<String, String> wrong :
        List.of(
            Map.of("timeout", PATIENT),
            Map.of("timeout", PATIENT, "username", "ada", "password", "wrong"))) {
      assertThatThrownBy(() -> strict(server.address(), wrong).get("1"))
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll(server.address(), "'password'");
    }
  }

  private static void addUser(Path users, String name, String password) throws Exception {
    Process adding;
    try {
      adding =
          new ProcessBuilder("saslpasswd2", "-p", "-c", "-a", "memcached", "-f", users + "", name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new AssertionError(
          "This test needs saslpasswd2. On Debian: apt-get install sasl2-bin libsasl2-modules; or"
              + " run ./test",
          e);
    }
    try (OutputStream in = adding.getOutputStream()) {
      in.write(password.getBytes(US_ASCII));
    }
    assertThat(adding.waitFor()).isZero();
  }

  // ---- iteration

  @Test
  void whereKeysAreNotListedIterationSaysSo() {
    MemcachedProcess server = caches.server("-X");
    UnoCache<String, String> users = strict(server.address());
    users.put("1", "Ada");
    assertThatThrownBy(() -> users.forEach(entry -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(server.address(), "does not list its keys");
    users.clear();
    assertThat(users.get("1")).isNull();
  }

  /**
   * The server lists its keys for one client at a time. Its hash table is large from the start,
   * because a server that is asked for its keys while it enlarges its table may stop for good.
   */
  @Test
  void iterationWaitsForThatOfAnother() throws Exception {
    MemcachedProcess server = caches.server("-o", "hashpower=20");
    UnoCache<String, String> users = strict(server.address());
    users.put("1", "Ada");
    fill(server, 300_000);
    CompletableFuture<Long> size;
    try (Socket another = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      another.getOutputStream().write("lru_crawler metadump all\r\n".getBytes(US_ASCII));
      assertThat(another.getInputStream().read()).isEqualTo('k'); // and the rest is not read
      CompletableFuture<Long> started = CompletableFuture.supplyAsync(users::size);
      await().during(Duration.ofMillis(200)).until(() -> !started.isDone());
      size = started;
    }
    assertThat(size.get()).isEqualTo(1);
  }

  private static void fill(MemcachedProcess server, int items) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      for (int i = 0; i < items; i++) {
        out.write(("set another's:" + i + " 0 0 1 noreply\r\nx\r\n").getBytes(US_ASCII));
      }
      out.write("version\r\n".getBytes(US_ASCII));
      out.flush();
      assertThat(socket.getInputStream().read()).isEqualTo('V'); // all is stored
    }
  }

  @Test
  void manyKeysAreEachReturnedOnce() {
    MemcachedProcess server = caches.server();
    try (SpooledKeys keys = new SpooledKeys()) {
      for (int twice = 0; twice < 2; twice++) {
        for (int i = 0; i < 50_000; i++) {
          keys.add("key-" + i);
        }
      }
      for (int i = 0; i < 50_000; i++) {
        assertThat(keys.hasNext()).isTrue();
        assertThat(keys.next()).isEqualTo("key-" + i);
      }
      assertThat(keys.hasNext()).isFalse();
    }
    assertThat(server.command("version")).startsWith("VERSION");
  }

  // ---- what is no Memcached, or an old one

  /** Replies to each connection. */
  private interface Replies {
    void to(Socket client) throws IOException;
  }

  private String server(Replies replies) throws IOException {
    ServerSocket listening =
        caches.closing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket client = listening.accept();
                  CompletableFuture<Void> unused =
                      CompletableFuture.runAsync(
                          () -> {
                            try (client) {
                              replies.to(client);
                            } catch (IOException e) {
                              // the client has closed it
                            }
                          },
                          task -> new Thread(task).start());
                }
              } catch (IOException e) {
                // closed by the test
              }
            });
    thread.setDaemon(true);
    thread.start();
    return "127.0.0.1:" + listening.getLocalPort();
  }

  @Test
  void aServerThatIsNoMemcachedIsReportedAndDoesNotHang() throws Exception {
    String address =
        server(
            client -> {
              int unused = client.getInputStream().read();
              client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
              client.getOutputStream().flush();
              int unusedToo = client.getInputStream().read(new byte[1_024]);
            });
    UnoCache<String, String> users = strict(address, Map.of("timeout", "300ms"));
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> users.get("1"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(address);
    }
  }

  @Test
  void aServerThatIsTooOldIsRefused() throws Exception {
    String address =
        server(
            client -> {
              DataInputStream in = new DataInputStream(client.getInputStream());
              while (true) {
                ByteBuffer header = ByteBuffer.wrap(in.readNBytes(24));
                byte[] unused = in.readNBytes(header.getInt(8));
                byte[] version = "1.4.24".getBytes(US_ASCII);
                client
                    .getOutputStream()
                    .write(
                        ByteBuffer.allocate(24 + version.length)
                            .put((byte) 0x81)
                            .put(header.get(1))
                            .putInt(8, version.length)
                            .putInt(12, header.getInt(12))
                            .position(24)
                            .put(version)
                            .array());
              }
            });
    assertThatThrownBy(() -> strict(address).get("1"))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(address, "1.4.24", "at least 1.5.6");
  }

  // ---- the client

  @Test
  void aClientWhoseThreadHasEndedIsReplaced() {
    MemcachedProcess server = caches.server();
    MemcachedServers servers =
        caches.closing(
            new MemcachedServers("test", MemcachedSettings.of("test", server.patientSettings())));
    try (Round round = Round.of(servers)) {
      assertThat(round.get("key").await()).isNull();
    }
    Thread thread = servers.client().getConnection();
    try {
      servers.client().getConnection().shutdown();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    await().until(() -> !thread.isAlive());
    try (Round round = Round.of(servers)) {
      assertThat(round.set("key", 0, new byte[] {1}).await()).isEqualTo(Round.Stored.DONE);
    }
    assertThat(servers.client().getConnection()).isNotSameAs(thread);
  }

  private MemcachedServers servers(String addresses, String timeout) {
    return caches.closing(
        new MemcachedServers(
            "test",
            MemcachedSettings.of("test", Map.of("servers", addresses, "timeout", timeout))));
  }

  @Test
  void aHostThatIsUnknownIsReported() {
    UnoCache<String, String> users = strict("no-such-host.invalid:11211");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> users.get("1"))
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll("no-such-host.invalid", "correct 'servers'");
    }
    MemcachedCaches.manager(users)
        .configuration()
        .update(settings -> settings.withFallbackOnError(true));
    users.put("1", "Ada");
    assertThat(users.get("1")).isNull();
  }

  /** Other processes may resolve the names to other addresses. */
  @Test
  void theRingIsThatOfTheServersNames() throws Exception {
    List<String> names =
        List.of("localhost:" + caches.server().port(), "localhost:" + caches.server().port());
    TreeMap<Long, Integer> ring = new TreeMap<>();
    for (int server = 0; server < names.size(); server++) {
      for (int i = 0; i < 40; i++) {
        ByteBuffer digest =
            ByteBuffer.wrap(
                    MessageDigest.getInstance("MD5")
                        .digest((names.get(server) + "-" + i).getBytes(US_ASCII)))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int part = 0; part < 4; part++) {
          ring.put(Integer.toUnsignedLong(digest.getInt(4 * part)), server);
        }
      }
    }
    MemcachedServers servers = servers(String.join(",", names), PATIENT);
    for (int i = 0; i < 200; i++) {
      String key = "key-" + i;
      long hash =
          Integer.toUnsignedLong(
              ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(key.getBytes(US_ASCII)))
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .getInt());
      Map.Entry<Long, Integer> next = ring.ceilingEntry(hash);
      assertThat(servers.serverOf(key))
          .isEqualTo((next == null) ? ring.firstEntry().getValue() : next.getValue());
    }
  }

  @Test
  void manyAnswersThatAreMissingInOneRoundAreOneFailure() {
    MemcachedProcess server = caches.server();
    MemcachedServers servers = servers(server.address(), "200ms");
    try (Round round = Round.of(servers)) {
      assertThat(round.get("key").await()).isNull();
    }
    server.pauseServer();
    for (int failures = 1; failures <= 3; failures++) {
      assertThat(servers.breaker(0).refusal()).isNull();
      try (Round round = Round.of(servers)) {
        List<Round.Reply<?, ?>> replies =
            IntStream.range(0, 20).<Round.Reply<?, ?>>mapToObj(i -> round.get("key-" + i)).toList();
        replies.forEach(
            reply -> assertThatThrownBy(reply::await).isInstanceOf(StoreException.class));
      }
    }
    assertThat(servers.breaker(0).refusal()).isNotNull();
    server.continueServer();
    await().until(() -> servers.breaker(0).refusal() == null);
  }

  // ---- lifetimes

  @Test
  void lifetimesBeyondThirtyDaysAndBelowASecondAreExact() {
    UnoCache<String, String> users = strict(caches.server().address());
    users.put("long", "Ada", Duration.ofDays(400));
    users.put("longer", "Ada", Duration.ofDays(40_000));
    users.put("short", "Ada", Duration.ofMillis(300));
    assertThat(users.get("long")).isEqualTo("Ada");
    assertThat(users.get("longer")).isEqualTo("Ada");
    long start = System.nanoTime();
    await().pollInterval(Duration.ofMillis(5)).until(() -> users.get("short") == null);
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
    assertThat(users.get("long")).isEqualTo("Ada");
  }
}
