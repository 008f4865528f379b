/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients that misbehave cannot do. */
@Tag("slow")
@Timeout(120)
class HttpLimitsTest extends ApiTests {
  private final List<Socket> sockets = new ArrayList<>();

  private Socket connect(String begin) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.uri().getPort());
    sockets.add(socket);
    socket.setSoTimeout(200);
    socket.getOutputStream().write(begin.getBytes(UTF_8));
    return socket;
  }

  @Override
  void stop() {
    sockets.forEach(
        socket -> {
          try {
            socket.close();
          } catch (IOException e) {
            // it is closed
          }
        });
    super.stop();
  }

  /** Sends a byte now and then, until the server ends the connection or answers. */
  private static boolean isCutOff(Socket socket, String more) {
    try {
      socket.getOutputStream().write(more.getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      int first = in.read();
      return first < 0 || first == 'H';
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aClientThatSendsItsHeadersTooSlowlyIsCutOff() throws IOException {
    Socket socket = connect("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ");

    await().atMost(Duration.ofSeconds(60)).until(() -> isCutOff(socket, "x"));
  }

  @Test
  void aClientThatSendsItsBodyTooSlowlyIsCutOff() throws IOException {
    Socket socket =
        connect(
            String.join(
                "\r\n",
                "PUT /api/cache/items/a HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 1000",
                "",
                ""));

    await().atMost(Duration.ofSeconds(60)).until(() -> isCutOff(socket, " "));
    assertThat(manager.regions().defaultCache().size()).isZero();
  }

  /** Definitions change one at a time; a body that is still on its way does not hold them up. */
  @Test
  void aSlowBodyDoesNotKeepOthersFromDefiningRegions() throws IOException {
    Socket socket =
        connect(
            String.join(
                "\r\n",
                "POST /api/cache/regions HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 100000",
                "",
                " ".repeat(4_000)));

    Answer created = post("/regions", "{\"name\": \"users\", \"provider_id\": \"memory\"}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(isCutOff(socket, " ".repeat(4_000))).isFalse(); // it was still on its way
  }

  /** It may take them, and close those that are silent; it goes on serving the others. */
  @Test
  void manyConnectionsDoNotKeepOthersFromBeingServed() throws IOException {
    for (int i = 0; i < 600; i++) {
      Socket unused = connect("");
    }

    assertThat(put("/items/a", "{\"value\": 1}").status()).isEqualTo(200);
  }

  @Test
  void aConnectionThatIsUsedAgainAndAgainStaysOpen() throws IOException {
    Socket socket = connect("");
    socket.setSoTimeout(5_000);
    byte[] request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8);
    long end = System.nanoTime() + Duration.ofSeconds(13).toNanos();
    int answers = 0;
    while (System.nanoTime() - end < 0) { // for longer than headers may take
      socket.getOutputStream().write(request);
      byte[] answer = new byte[1_000];
      int length = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, Math.max(length, 0), UTF_8)).startsWith("HTTP/1.1 200");
      answers++;
    }
    assertThat(answers).isGreaterThan(10);
  }
}
