/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.servers.FaultyProxy;

/** That the network of other tests does what they believe it does. */
@Timeout(60)
class FaultyProxyTest {
  private final RedisProcess redis = RedisProcess.start();
  private final FaultyProxy proxy = new FaultyProxy(redis.port());

  @AfterEach
  void close() {
    proxy.close();
    redis.close();
  }

  /** A client that speaks as people do. */
  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

    Client() throws IOException {
      socket.setSoTimeout(300);
    }

    void send(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    String answer() throws IOException {
      return in.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void whatWasHeldIsDeliveredLaterAlsoWhereTheClientHasGone() throws IOException {
    try (Client client = new Client()) {
      client.send("SET key before");
      assertThat(client.answer()).isEqualTo("+OK");
      proxy.holdExisting();
      client.send("SET key late");
      assertThatThrownBy(client::answer).isInstanceOf(SocketTimeoutException.class);
    }
    await().until(() -> proxy.heldForServer() == 2); // the command, and that the client has gone
    try (Client client = new Client()) {
      client.send("GET key");
      assertThat(client.answer() + client.answer()).isEqualTo("$6before");
    }
    proxy.release();
    await().until(() -> redis.command("GET key").endsWith("late"));
  }

  @Test
  void aConnectionIsHeldFromAWordOn() throws IOException {
    try (Client one = new Client();
        Client other = new Client()) {
      proxy.holdWhenSent("v2");
      one.send("SET key v2");
      assertThatThrownBy(one::answer).isInstanceOf(SocketTimeoutException.class);
      other.send("SET key v3");
      assertThat(other.answer()).isEqualTo("+OK");
      proxy.release();
      assertThat(one.answer()).isEqualTo("+OK");
      other.send("GET key");
      assertThat(other.answer() + other.answer()).isEqualTo("$2v2");
    }
  }

  @Test
  void whatIsSwallowedNeverComes() throws IOException {
    try (Client client = new Client()) {
      client.send("PING");
      assertThat(client.answer()).isEqualTo("+PONG");
      proxy.swallowExisting();
      client.send("SET key value");
      assertThatThrownBy(client::answer).isInstanceOf(SocketTimeoutException.class);
      proxy.release();
      try (Client other = new Client()) {
        other.send("EXISTS key");
        assertThat(other.answer()).isEqualTo(":0");
      }
    }
  }

  private boolean isRefused() throws IOException {
    try {
      new Client().close();
      return false; // the system closes a listening socket a moment later
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void newConnectionsAreRefusedUntilItIsOver() throws IOException {
    proxy.refuse();
    await().until(() -> isRefused());
    proxy.release();
    try (Client client = new Client()) {
      client.send("PING");
      assertThat(client.answer()).isEqualTo("+PONG");
    }
  }

  @Test
  void aDelayIsInBothDirections() throws IOException {
    try (Client client = new Client()) {
      proxy.delay(100);
      long start = System.nanoTime();
      client.send("PING");
      assertThat(client.answer()).isEqualTo("+PONG");
      assertThat(System.nanoTime() - start).as("never sooner").isGreaterThan(200_000_000);
    }
  }
}
