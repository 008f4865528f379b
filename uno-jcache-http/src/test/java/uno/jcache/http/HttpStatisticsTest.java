/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statistics, health and metrics. */
class HttpStatisticsTest extends ApiTests {
  private void useUsers() {
    manager.monitoring().enable();
    post("/regions", "{\"name\": \"users\", \"provider_id\": \"memory\", \"max_size\": 10}");
    put("/items/a?region=users", "{\"value\": 1}");
    get("/items/a?region=users");
    get("/items/b?region=users");
  }

  @Test
  void statisticsShowWhatARegionDid() {
    useUsers();

    JsonNode all = get("/statistics").json();
    JsonNode users = get("/statistics?region=users").json().path("regions").path(0);

    assertThat(all.path("is_enabled").asBoolean()).isTrue();
    assertThat(all.path("providers").findValuesAsText("name")).contains("memory");
    assertThat(users.path("name").asText()).isEqualTo("users");
    assertThat(users.path("hits").asInt()).isEqualTo(1);
    assertThat(users.path("misses").asInt()).isEqualTo(1);
    assertThat(users.path("puts").asInt()).isEqualTo(1);
    assertThat(users.path("hit_ratio").asDouble()).isEqualTo(0.5);
    assertThat(users.path("levels").path(0).path("size").asInt()).isEqualTo(1);
    assertThat(users.has("history")).isFalse();
  }

  @Test
  void aTimeAddsTheHistory() {
    useUsers();
    String since = Instant.now().minusSeconds(3_600).toString();

    JsonNode history =
        get("/statistics?region=users&since=" + since)
            .json()
            .path("regions")
            .path(0)
            .path("history");

    assertThat(history).isNotEmpty();
    int hits = 0;
    for (JsonNode point : history) {
      hits += point.path("hits").asInt();
    }
    assertThat(hits).isEqualTo(1);
  }

  @Test
  void regionsThatGoMeanwhileMakeNothingFail() throws Exception {
    manager.monitoring().enable();
    Thread changing =
        new Thread(
            () -> {
              for (int i = 0; i < 300; i++) {
                var unused = manager.regions().create("r" + i, Map.of("max-size", 10));
                manager.regions().remove("r" + i);
              }
            });
    changing.start();
    do {
      assertThat(get("/statistics").status()).isEqualTo(200);
      assertThat(get("/doctor").status()).isEqualTo(200);
      assertThat(send(atRoot("metrics").GET()).status()).isEqualTo(200);
    } while (changing.isAlive());
    changing.join();
  }

  @Test
  void badQueriesOfStatisticsAreNamed() {
    assertThat(get("/statistics?since=yesterday").status()).isEqualTo(422);
    assertThat(get("/statistics?region=none").json().path("detail").asText()).contains("not found");
    assertThat(get("/statistics?provider=none").status()).isEqualTo(404);
  }

  @Test
  void metricsHaveALabelForTheRegion() {
    post("/regions", "{\"name\": \"a\\\"b\", \"provider_id\": \"memory\"}");
    useUsers();

    String text = send(atRoot("metrics").GET()).text();

    assertThat(text)
        .contains("uno_jcache_operations_total{kind=\"hit\",region=\"users\"} 1.0\n")
        .contains("uno_jcache_maximum_size{region=\"users\"} 10.0\n")
        .contains("region=\"a\\\"b\"")
        .contains("# TYPE uno_jcache_operations_total counter");
  }

  /** Sends a path as it is, which clients of the JDK would not. */
  private int status(String line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.uri().getPort())) {
      socket
          .getOutputStream()
          .write((line + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readNBytes(12), UTF_8);
      return Integer.parseInt(answer.substring(9));
    }
  }

  @Test
  void healthNeedsNoToken() throws IOException {
    http.close();
    http = UnoCacheHttp.start(manager, HttpOptions.of().withTokens("admin", "reader"));

    assertThat(send(atRoot("health").GET()).json().path("status").asText()).isEqualTo("up");
    Answer ready = send(atRoot("health/ready").GET());
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().path("providers").path("memory").asText()).isEqualTo("up");
    assertThat(send(atRoot("metrics").GET()).status()).isEqualTo(401);
    assertThat(send(atRoot("health/..").GET()).status()).isNotEqualTo(200);
    assertThat(status("GET /health/../api/cache/regions")).isEqualTo(401);
    assertThat(status("GET /health/%2e%2e/api/cache/regions")).isEqualTo(401);
    assertThat(status("GET /health;/../api/cache/regions")).isEqualTo(401);
    assertThat(status("GET //api/cache/regions")).isEqualTo(401);
    assertThat(status("GET /console.js/../api/cache/regions")).isEqualTo(401);
  }
}
