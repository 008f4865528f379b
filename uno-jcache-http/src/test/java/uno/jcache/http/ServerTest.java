/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCachingProvider;

/** The server as a process: what it keeps, and how it ends. */
@Tag("slow") // and runs the jars of the stores, which a fast build does not make
@Timeout(120)
class ServerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path directory = Path.of("");

  private @Nullable RunningServer server;
  private URI uri = URI.create("");

  private void start(String... more) throws IOException {
    uri = launch(arguments(more)).uri();
  }

  private RunningServer launch(String... arguments) throws IOException {
    RunningServer started = RunningServer.start(directory, arguments);
    server = started;
    return started;
  }

  private RunningServer server() {
    return requireNonNull(server);
  }

  private static String[] arguments(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "serve";
    arguments[1] = "--port";
    arguments[2] = "0";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return arguments;
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private HttpResponse<String> send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode get(String path) throws IOException {
    return MAPPER.readTree(send("GET", "/api/cache" + path, "").body());
  }

  private void change(String method, String path, String body) {
    HttpResponse<String> response = send(method, "/api/cache" + path, body);
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
  }

  @Test
  void itPrintsItsAddressAndEndsOnSigterm() throws Exception {
    start();

    assertThat(uri.toString()).matches("http://127\\.0\\.0\\.1:\\d+/");
    assertThat(send("GET", "/health", "").statusCode()).isEqualTo(200);
    assertThat(server().terminate()).isEqualTo(143);
    assertThat(server().errors()).isEmpty();
  }

  @Test
  void itemsAndDefinitionsAreThereAfterARestart() throws Exception {
    start();
    change("POST", "/regions", "{\"name\": \"users\", \"provider_id\": \"files\", \"ttl\": 600}");
    change("PUT", "/items/a?region=users", "{\"value\": {\"x\": [1, 2.5, \"\u00fc\"]}}");
    change("PUT", "/items/b", "{\"value\": \"of the default region\"}");
    change("POST", "/providers", "{\"name\": \"heap\", \"provider_type\": \"memory\"}");
    change("POST", "/providers/heap/deactivate", "");
    change("POST", "/providers/memory/deactivate", "");
    change("POST", "/providers/memory/activate", "");
    change(
        "POST",
        "/rules",
        "{\"name\": \"r\", \"strategy_type\": \"composite\", \"pattern\": \"a*\", \"ttl\": 60,"
            + " \"events\": [\"e\"], \"configuration\": {\"regions\": [\"users\"]}}");
    change("POST", "/rules/r/deactivate", "");
    change(
        "POST",
        "/providers",
        "{\"name\": \"far\", \"provider_type\": \"redis\","
            + " \"connection_details\": {\"url\": \"redis://me:secret@127.0.0.1:1\"}}");
    String masked = get("/providers/far").path("connection_details").path("url").asText();
    assertThat(masked).isEqualTo("redis://me:***@127.0.0.1:1");
    change(
        "PUT",
        "/providers/far",
        "{\"connection_details\": {\"url\": \"" + masked + "\", \"timeout\": \"2s\"}}");
    Path definitions = directory.resolve("uno-jcache-data").resolve("definitions.conf");
    assertThat(Files.readString(definitions)).contains("me:secret@").contains("timeout");
    assertThat(Files.getPosixFilePermissions(definitions))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    change("PUT", "/regions/users", "{\"max_size\": 5000}");
    change(
        "PUT",
        "/configuration",
        "{\"key_prefix\": \"\", \"fallback_on_error\": false,"
            + " \"regions\": {\"default\": {\"ttl\": 3600}}}");
    JsonNode regions = withoutTimes(get("/regions"));
    JsonNode providers = withoutTimes(get("/providers"));
    JsonNode rules = withoutTimes(get("/rules"));
    assertThat(server().terminate()).isEqualTo(143);

    start();

    assertThat(withoutTimes(get("/regions"))).isEqualTo(regions);
    assertThat(withoutTimes(get("/providers"))).isEqualTo(providers);
    assertThat(withoutTimes(get("/rules"))).isEqualTo(rules);
    assertThat(get("/configuration").path("fallback_on_error").asBoolean()).isFalse();
    assertThat(get("/items/a?region=users").path("value").path("x").path(1).asDouble())
        .isEqualTo(2.5);
    assertThat(get("/items/b").path("value").asText()).isEqualTo("of the default region");
  }

  private static JsonNode withoutTimes(JsonNode list) {
    list.forEach(
        each -> {
          JsonNode unused = ((ObjectNode) each).remove("created_at");
        });
    return list;
  }

  @Test
  void whatIsRemovedStaysRemovedAndWhatIsCreatedAnewHasNothingOfTheOld() throws Exception {
    Path config = directory.resolve("caches.conf");
    Files.writeString(
        config,
        """
        uno-jcache {
          regions { users { ttl = 5m, max-size = 7 }, posts { ttl = 5m } }
          rules { old { pattern = "a*", ttl = 1m } }
        }
        """);
    start("--config", "caches.conf");
    change("DELETE", "/regions/users", "");
    change("DELETE", "/regions/posts", "");
    change("DELETE", "/rules/old", "");
    change("POST", "/regions", "{\"name\": \"users\", \"provider_id\": \"memory\"}");
    server().kill();

    start("--config", "caches.conf");

    assertThat(get("/rules")).isEmpty();
    assertThat(get("/regions").findValuesAsText("name")).containsExactly("users");
    assertThat(get("/regions/users").path("ttl").isNull()).isTrue();
    assertThat(get("/regions/users").path("max_size").asInt()).isEqualTo(10_000);
    change("PUT", "/regions/users", "{\"ttl\": 9}"); // the file is read and written once more
    assertThat(server().terminate()).isEqualTo(143);
    start("--config", "caches.conf");
    assertThat(get("/regions/users").path("ttl").asInt()).isEqualTo(9);
    assertThat(get("/regions/users").path("max_size").asInt()).isEqualTo(10_000);
  }

  @Test
  void definitionsMadeAtTheSameTimeAreAllKept() throws Exception {
    start();
    IntStream.range(0, 60)
        .parallel()
        .forEach(
            i -> {
              change("POST", "/regions", "{\"name\": \"r" + i + "\", \"provider_id\": \"memory\"}");
              if (i % 3 == 0) {
                change("DELETE", "/regions/r" + i, "");
              }
            });
    server().kill();

    start();

    assertThat(get("/regions").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 60)
                .mapToObj(i -> (i % 3 == 0) ? "default" : "r" + i)
                .distinct()
                .toList());
  }

  @Test
  void aDefinitionThatCannotBeSavedIsReported() throws Exception {
    start();
    Path inTheWay = directory.resolve("uno-jcache-data").resolve("definitions.conf.new");
    Files.createDirectory(inTheWay);

    HttpResponse<String> response =
        send("POST", "/api/cache/regions", "{\"name\": \"users\", \"provider_id\": \"files\"}");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).contains("will be gone after a restart");
    assertThat(get("/regions/users").path("name").asText()).isEqualTo("users");
    Files.delete(inTheWay);
    change("PUT", "/regions/users", "{\"ttl\": 60}");
    assertThat(server().terminate()).isEqualTo(143);
    start();
    assertThat(get("/regions/users").path("ttl").asInt()).isEqualTo(60);
  }

  @Test
  void theDemoHasTraffic() throws Exception {
    start("--demo");

    await().until(() -> get("/statistics?region=demo-users").at("/regions/0/hits").asInt() > 100);
    assertThat(server().terminate()).isEqualTo(143);
    assertThat(server().errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--config none.conf|1|There is no file none.conf",
        "--host 0.0.0.0|1|needs a token",
        "--token-file none|1|There is no file none",
        "--port x|2|Invalid value for option '--port'",
        "--prot 1|2|Unknown option",
        "--port 70000|1|port must be from 0 to 65535"
      })
  void wrongOptionsAreNamed(String options, int status, String message) throws Exception {
    launch(("serve " + options).split(" ", -1));

    assertThat(server().status()).isEqualTo(status);
    assertThat(server().errors()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void aMillionKeysAreListedInASmallHeap() throws Exception {
    Path config = directory.resolve("caches.conf");
    Files.writeString(
        config,
        """
        uno-jcache {
          providers { files { type = file, dir = "items" } }
          regions { many { provider = files, max-size = 2000000 } }
        }
        """
            .replace("\"items\"", "\"" + directory.resolve("items") + "\""));
    fill(config, "many", 1_000_000);
    server =
        RunningServer.start(directory, List.of("-Xmx128m"), arguments("--config", "caches.conf"));
    uri = server().uri();

    HttpRequest all = HttpRequest.newBuilder(uri.resolve("/api/cache/items?region=many")).build();
    long keys = 0;
    try (JsonParser json =
        MAPPER.createParser(CLIENT.send(all, BodyHandlers.ofInputStream()).body())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        keys += (token == JsonToken.VALUE_STRING) ? 1 : 0;
      }
    }

    assertThat(keys).isEqualTo(1_000_000);
    assertThat(get("/keys?region=many&limit=10").path("keys")).hasSize(10);
    assertThat(get("/items/pattern/user:*0?region=many").path("matching_count").asInt())
        .isEqualTo(100_000);
    assertThat(server().errors()).isEmpty();
  }

  private static void fill(Path config, String region, int count) {
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      UnoCache<String, Object> cache =
          provider
              .getCacheManager(config.toUri(), ServerTest.class.getClassLoader())
              .regions()
              .cache(region);
      Map<String, Object> batch = new HashMap<>();
      for (int i = 0; i < count; i++) {
        batch.put("user:" + i, i);
        if (batch.size() == 10_000) {
          cache.putAll(batch);
          batch.clear();
        }
      }
      cache.putAll(batch);
    }
  }

  @Test
  void theDoctorsStatusSaysWhatItFound() throws Exception {
    Path config = directory.resolve("caches.conf");
    String good = "uno-jcache { monitoring.enabled = true, regions { users { ttl = 5m } } }";
    Files.writeString(config, good);
    assertThat(launch("doctor", "--config", "caches.conf").status()).isZero();

    Files.writeString(config, good + "\nuno-jcache.enabled = false");
    assertThat(launch("doctor", "--config", "caches.conf").status()).isEqualTo(1);

    Files.writeString(config, good + "\nuno-jcache.regions.users.allowed-classes = \"*\"");
    assertThat(launch("doctor", "--config", "caches.conf").status()).isEqualTo(2);
  }

  @Test
  void aBadConfigurationNamesFileAndLine() throws Exception {
    Files.writeString(
        directory.resolve("caches.conf"), "uno-jcache {\n  regions { users { tll = 5m } }\n}\n");
    launch(arguments("--config", "caches.conf"));

    assertThat(server().status()).isEqualTo(1);
    assertThat(server().errors()).contains("caches.conf:2").contains("ttl").doesNotContain("\tat ");
  }

  @Test
  void tokensComeFromFilesAndTheEnvironment() throws Exception {
    Files.writeString(directory.resolve("token"), "secret\n");
    server =
        RunningServer.start(
            directory,
            Map.of("UNO_JCACHE_READ_TOKEN", "reader"),
            arguments("--token-file", "token"));
    uri = server().uri();

    assertThat(send("GET", "/api/cache/regions", "").statusCode()).isEqualTo(401);
    for (String token : new String[] {"secret", "reader"}) {
      HttpRequest request =
          HttpRequest.newBuilder(uri.resolve("/api/cache/regions"))
              .header("Authorization", "Bearer " + token)
              .build();
      assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aSecondServerWithTheSameFilesSaysSo() throws Exception {
    start();
    try (RunningServer second = RunningServer.start(directory, arguments())) {
      assertThat(second.status()).isEqualTo(1);
      assertThat(second.errors()).contains("another process").doesNotContain("\tat ");
    }
    Files.writeString(directory.resolve("caches.conf"), "uno-jcache { regions { users {} } }");
    try (RunningServer other =
        RunningServer.start(directory, arguments("--config", "caches.conf"))) {
      assertThat(other.status()).isEqualTo(1); // it would write the same definitions
      assertThat(other.errors()).contains("each server needs its own (--data)");
    }
  }
}
