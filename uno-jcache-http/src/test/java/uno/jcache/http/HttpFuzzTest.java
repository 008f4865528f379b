/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bytes that no client would send, for a minute: requests of random parts, some of whose bytes are
 * changed. Each gets an answer that is not a fault of the server's, or none.
 */
@Tag("slow")
@Timeout(180)
class HttpFuzzTest extends ApiTests {
  private static final int THREADS = 3;
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("fuzz.http.seconds", 60));

  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/api/cache/items",
          "/api/cache/items/",
          "/api/cache/items/a",
          "/api/cache/items/pattern/",
          "/api/cache/keys",
          "/api/cache/keys?limit=",
          "/api/cache/keys?cursor=",
          "/api/cache/keys?pattern=",
          "/api/cache/regions",
          "/api/cache/regions/",
          "/api/cache/regions/by-name/",
          "/api/cache/providers",
          "/api/cache/providers/",
          "/api/cache/rules",
          "/api/cache/rules/match/",
          "/api/cache/rules/explain/",
          "/api/cache/events",
          "/api/cache/configuration",
          "/api/cache/statistics?since=",
          "/api/cache/doctor",
          "/health/ready",
          "/metrics",
          "/openapi.json");
  private static final List<String> ENDS =
      List.of(
          "",
          "a",
          "%2F",
          "%2e%2e/",
          "../",
          "%",
          "%zz",
          "%FF",
          "*",
          "[",
          "[!a-",
          "\\",
          "?region=",
          "?region=none",
          "?region=%00",
          ";x=y",
          "//",
          "\u00e9",
          "9999999999",
          "-1",
          "{id}",
          "a{b}c");
  private static final List<String> HEADERS =
      List.of(
          "Content-Type: application/json",
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: text/plain",
          "Origin: http://evil.example",
          "Authorization: Bearer x",
          "Transfer-Encoding: chunked",
          "Content-Length: 5",
          "Content-Length: -1",
          "Expect: 100-continue",
          "Connection: close",
          "Accept-Encoding: gzip",
          "X: \u0000");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "{\"value\": 1}",
          "{\"value\": {\"@value\": 1, \"@metadata\": {}}, \"ttl_seconds\": 1e308}",
          "{\"value\": 1e999999999}",
          "{\"name\": \"n\", \"provider_id\": \"memory\", \"ttl\": 0.0001, \"max_size\": 1e3}",
          "{\"name\": \"n\", \"provider_id\": \"memory\", \"configuration\": {\"near\": [[]]}}",
          "{\"name\": \"*\", \"provider_id\": \"memory\", \"max_size\": 9223372036854775807}",
          "{\"name\": \"p\", \"provider_type\": \"file\", \"configuration\": {\"dir\": 7}}",
          "{\"name\": \"r\", \"strategy_type\": \"composite\", \"pattern\": \"{a}*{a}\","
              + " \"events\": [\"e\"], \"ttl\": 1}",
          "{\"event\": \"e\", \"payload\": {\"a\": {\"b\": [1, null]}}}",
          "{\"enabled\": true, \"key_prefix\": \"\\u0000\", \"regions\": {\"n\": {\"ttl\": null}}}",
          "{\"hash_algorithm\": \"none\", \"use_hash_keys\": true}");

  @Test
  void noBytesMakeTheServerFail() throws Exception {
    long end = System.nanoTime() + LENGTH.toNanos();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      Callable<Integer>[] work = work(end);
      int requests = 0;
      for (Future<Integer> done : executor.invokeAll(List.of(work))) {
        requests += done.get();
      }
      assertThat(requests).isGreaterThan(100);
    } finally {
      List<Runnable> unused = executor.shutdownNow();
    }
    assertThat(send(atRoot("health").GET()).status()).isEqualTo(200);
  }

  @SuppressWarnings("unchecked") // an array of a generic type
  private Callable<Integer>[] work(long end) {
    return IntStream.range(0, THREADS)
        .mapToObj(i -> (Callable<Integer>) () -> fuzz(new SplittableRandom(i), end))
        .toArray(Callable[]::new);
  }

  private int fuzz(SplittableRandom random, long end) throws IOException {
    int requests = 0;
    while (System.nanoTime() - end < 0) {
      byte[] request = request(random);
      String answer = answer(request);
      assertThat(answer)
          .as(new String(request, ISO_8859_1))
          .doesNotStartWith("HTTP/1.1 500")
          .doesNotStartWith("HTTP/1.1 503")
          .doesNotContain("\tat ");
      requests++;
    }
    return requests;
  }

  private static <T> T pick(SplittableRandom random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] request(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    text.append(pick(random, METHODS)).append(' ').append(pick(random, PATHS));
    for (int i = random.nextInt(3); i > 0; i--) {
      text.append(pick(random, ENDS));
    }
    text.append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = random.nextInt(3); i > 0; i--) {
      text.append(pick(random, HEADERS)).append("\r\n");
    }
    String body = pick(random, BODIES);
    text.append("Content-Type: application/json\r\nContent-Length: ")
        .append(body.length())
        .append("\r\n\r\n")
        .append(body);
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Returns the first bytes of the answer; nothing if there is none soon. */
  private String answer(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.uri().getPort())) {
      socket.setSoTimeout(500); // it may wait for more of the request
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[4_096];
      int length = in.read(answer);
      return new String(answer, 0, Math.max(length, 0), ISO_8859_1);
    } catch (SocketTimeoutException e) {
      return "";
    }
  }
}
