/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.rule.InvalidationStrategy;

/** The API as a client uses it that was written for the Python service. */
class HttpApiTest extends ApiTests {
  // ---- items

  @Test
  void anItemIsStoredReadAndDeleted() {
    Answer stored =
        put(
            "/items/user:123",
            "{\"value\": {\"name\": \"Ada\"}, \"ttl_seconds\": 300, \"metadata\": {\"by\": \"x\"}}");

    assertThat(stored.status()).isEqualTo(200);
    JsonNode item = get("/items/user:123").json();
    assertThat(item.path("key").asText()).isEqualTo("user:123");
    assertThat(item.path("value").path("name").asText()).isEqualTo("Ada");
    assertThat(item.path("region").asText()).isEqualTo("default");
    assertThat(item.path("expiry").asText()).endsWith("Z");
    assertThat(item.path("metadata").path("by").asText()).isEqualTo("x");
    assertThat(get("/size").json().path("size").asLong()).isEqualTo(1);
    assertThat(get("/items").text()).isEqualTo("[\"user:123\"]");

    assertThat(delete("/items/user:123").status()).isEqualTo(204);
    Answer gone = get("/items/user:123");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.json().path("detail").asText()).contains("not found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "..",
        "../../etc/passwd",
        ".",
        "a b",
        "a+b",
        "50%",
        "pattern/x",
        "ключ",
        "\uD83D\uDE00",
        "a?b#c",
        "\\*",
        "\"",
        "a;b=c",
        "/",
        "//",
        " "
      })
  void aKeyMayHaveAnyCharacter(String key) {
    String path = "/items/" + URLEncoder.encode(key, UTF_8).replace("+", "%20");

    assertThat(put(path, "{\"value\": 1}").status()).isEqualTo(200);
    assertThat(manager.regions().defaultCache().containsKey(key)).isTrue();
    assertThat(get(path).json().path("key").asText()).isEqualTo(key);
    assertThat(delete(path).status()).isEqualTo(204);
    assertThat(manager.regions().defaultCache().containsKey(key)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "123456789012345678901234567890",
        "0.1",
        "3.141592653589793238462643383279",
        "true",
        "\"text\"",
        "[1,\"a\",null,{\"b\":[]}]",
        "{\"@value\":1,\"@metadata\":{}}"
      })
  void aValueIsKeptExactly(String json) {
    put("/items/k", "{\"value\": " + json + "}");

    assertThat(get("/items/k").text()).contains("\"value\":" + json + ",");
  }

  @Test
  void aPatternInvalidatesWhatMatches() {
    put("/items/user:1", "{\"value\": 1}");
    put("/items/user:2", "{\"value\": 2}");
    put("/items/post:1", "{\"value\": 3}");

    assertThat(delete("/items/pattern/user:*").json().path("invalidated_count").asLong())
        .isEqualTo(2);
    assertThat(get("/items").text()).isEqualTo("[\"post:1\"]");
    assertThat(delete("/items/pattern/%5Bz-a%5D").status()).isEqualTo(422);
    assertThat(delete("/items").status()).isEqualTo(204);
    assertThat(get("/size").json().path("size").asLong()).isZero();
  }

  @Test
  void anItemOfARegionThatDoesNotExistIsNotFound() {
    assertThat(get("/items/a?region=none").status()).isEqualTo(404);
    assertThat(put("/items/a?region=none", "{\"value\": 1}").status()).isEqualTo(404);
  }

  // ---- providers and regions

  @Test
  void providersAndRegionsComeChangeAndGo() {
    Answer created = post("/providers", "{\"name\": \"local\", \"provider_type\": \"memory\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("is_active").asBoolean()).isTrue();
    String id = created.json().path("id").asText();
    assertThat(post("/providers", "{\"name\": \"local\", \"provider_type\": \"memory\"}").status())
        .isEqualTo(409);
    assertThat(get("/providers/" + id + "/health").json().path("is_healthy").asBoolean()).isTrue();

    Answer region =
        post(
            "/regions",
            "{\"name\": \"users\", \"provider_id\": \"local\", \"ttl\": 600, \"max_size\": 10}");
    assertThat(region.status()).isEqualTo(201);
    assertThat(region.json().path("ttl").asLong()).isEqualTo(600);
    assertThat(region.json().path("invalidation_strategy").asText()).isEqualTo("composite");
    assertThat(put("/items/1?region=users", "{\"value\": 1}").json().path("created_at").isTextual())
        .isTrue();
    Answer updated = put("/regions/users", "{\"ttl\": 1.5}");
    assertThat(updated.json().path("ttl").asDouble()).isEqualTo(1.5);
    assertThat(updated.json().path("max_size").asLong()).isEqualTo(10);
    assertThat(get("/regions/by-name/users").json()).isEqualTo(updated.json());
    assertThat(get("/regions?provider_id=local").json()).hasSize(1);

    assertThat(delete("/providers/local").status()).isEqualTo(409);
    assertThat(post("/providers/local/deactivate", "").json().path("is_active").asBoolean())
        .isFalse();
    assertThat(
            put("/providers/local", "{\"is_active\": true}").json().path("is_active").asBoolean())
        .isTrue();
    assertThat(delete("/regions/users").status()).isEqualTo(204);
    assertThat(delete("/providers/local").status()).isEqualTo(204);
    assertThat(get("/providers/local").status()).isEqualTo(404);
  }

  @Test
  void aRegionTakesTheSettingsOfTheFile() {
    Answer region =
        post(
            "/regions",
            "{\"name\": \"r\", \"provider_id\": \"memory\", \"ttl\": 60,"
                + " \"configuration\": {\"expiry\": \"touched\", \"near\": {\"max-size\": 5}}}");
    assertThat(region.status()).isEqualTo(201);
    assertThat(region.json().path("configuration").path("near").path(0).path("max-size").asInt())
        .isEqualTo(5);

    Answer bad =
        post(
            "/regions",
            "{\"name\": \"s\", \"provider_id\": \"memory\", \"configuration\": {\"tll\": 1}}");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.json().path("detail").asText()).contains("did you mean 'ttl'?");
  }

  // ---- rules, events and configuration

  @Test
  void rulesAndEvents() {
    assertThat(
            post(
                    "/rules",
                    "{\"name\": \"changed\", \"strategy_type\": \"event_based\","
                        + " \"events\": [\"user.updated\"], \"pattern\": \"user:{id}*\"}")
                .status())
        .isEqualTo(201);
    post("/rules", "{\"name\": \"old\", \"strategy_type\": \"time_based\", \"ttl\": 60}");
    put("/items/user:7", "{\"value\": 1}");
    put("/items/user:8", "{\"value\": 1}");

    assertThat(get("/rules?strategy_type=time_based").json()).hasSize(1);
    assertThat(get("/rules/match/user:7").json()).hasSize(2);
    assertThat(get("/rules/by-name/old").json().path("ttl").asInt()).isEqualTo(60);
    assertThat(
            post("/events", "{\"event\": \"user.updated\", \"payload\": {\"id\": 7}}")
                .json()
                .path("invalidated_count")
                .asLong())
        .isEqualTo(1);
    assertThat(put("/rules/old", "{\"ttl\": 30}").json().path("ttl").asInt()).isEqualTo(30);
    assertThat(post("/rules/old/deactivate", "").json().path("is_active").asBoolean()).isFalse();
    assertThat(post("/rules/old/activate", "").json().path("is_active").asBoolean()).isTrue();
    assertThat(delete("/rules/old").status()).isEqualTo(204);
    assertThat(get("/rules/old").status()).isEqualTo(404);
  }

  @Test
  void anUpdateOfARuleKeepsWhatItDoesNotName() {
    manager
        .rules()
        .create(
            "both",
            InvalidationStrategy.composite(
                InvalidationStrategy.eventBased("a").invalidating("x*", "y*"),
                InvalidationStrategy.patternBased("x*", "y*").onChangeOf("z:{id}")));

    JsonNode after = put("/rules/both", "{\"events\": [\"b\"]}").json();

    assertThat(after.path("events").path(0).asText()).isEqualTo("b");
    assertThat(after.path("configuration").path("patterns")).hasSize(2);
    assertThat(after.path("configuration").path("on_change").asText()).isEqualTo("z:{id}");
    assertThat(manager.rules().byName("both").orElseThrow().strategy().type().name())
        .isEqualTo("COMPOSITE");
  }

  @Test
  void configurationIsReadChangedAndSwitched() {
    assertThat(get("/configuration").json().path("enabled").asBoolean()).isTrue();
    assertThat(post("/configuration/disable", "").json().path("enabled").asBoolean()).isFalse();
    assertThat(post("/configuration/enable", "").json().path("enabled").asBoolean()).isTrue();
    assertThat(post("/configuration/multi-level/disable", "").json().path("use_multi_level"))
        .isEqualTo(MAPPER.getNodeFactory().booleanNode(false));
    JsonNode after =
        put(
                "/configuration",
                "{\"fallback_on_error\": false, \"regions\": {\"api\": {\"ttl\": 120}}}")
            .json();
    assertThat(after.path("fallback_on_error").asBoolean()).isFalse();
    assertThat(after.path("regions").path("api").path("ttl").asInt()).isEqualTo(120);
  }

  @Test
  void aRequestWithoutABodyNeedsNoContentType() throws IOException {
    String request = "POST /api/cache/configuration/disable HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.uri().getPort())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 200");
    }
    assertThat(manager.configuration().get().enabled()).isFalse();
  }

  // ---- bad input

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT|/items/a|{|400",
        "PUT|/items/a|[]|422",
        "PUT|/items/a|{\"value\": null}|422",
        "PUT|/items/a|{\"valu\": 1}|422",
        "PUT|/items/a|{\"value\": 1, \"value\": 2}|400",
        "PUT|/items/a|{\"value\": 1} x|400",
        "PUT|/items/a|{\"value\": 1, \"ttl_seconds\": -1}|422",
        "PUT|/items/a|{\"value\": 1, \"ttl_seconds\": \"5\"}|422",
        "PUT|/items/a|{\"value\": 1, \"metadata\": []}|422",
        "PUT|/items/%FF|{\"value\": 1}|400",
        "POST|/regions|{\"name\": \"r\", \"provider_id\": \"none\"}|404",
        "POST|/regions|{\"name\": \"\", \"provider_id\": \"memory\"}|422",
        "POST|/regions|{\"name\": \"r\", \"provider_id\": \"memory\", \"max_size\": 0}|422",
        "POST|/providers|{\"name\": \"p\", \"provider_type\": \"none\"}|422",
        "POST|/rules|{\"name\": \"r\", \"strategy_type\": \"time_based\"}|422",
        "POST|/rules|{\"name\": \"r\", \"strategy_type\": \"odd\"}|422",
        "POST|/rules|{\"name\": \"r\", \"strategy_type\": \"pattern_based\", \"pattern\": \"[\"}|422",
        "POST|/items|{}|405",
        "GET|/nothing||404"
      })
  void badInputIsNamed(String method, String path, String body, int status) {
    Answer answer = with(method, path, (body == null) ? "" : body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("detail").asText()).isNotBlank().doesNotContain("Exception");
    assertThat(manager.regions().defaultCache().size()).isZero();
  }

  @Test
  void aBodyThatIsTooLargeOrNotJsonIsRefused() {
    assertThat(put("/items/a", "{\"value\": \"" + "x".repeat(1 << 20) + "\"}").status())
        .isEqualTo(413);
    Answer text =
        send(
            request("/items/a")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("{\"value\": 1}")));
    assertThat(text.status()).isEqualTo(415);
  }

  // ---- security

  @Test
  void pagesOfOtherOriginsAndReboundNamesAreRefused() throws IOException {
    assertThat(send(request("/items").header("Origin", "http://evil.example").GET()).status())
        .isEqualTo(403);
    assertThat(send(request("/items").header("Origin", "null").GET()).status()).isEqualTo(403);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.uri().getPort())) {
      socket
          .getOutputStream()
          .write("GET /api/cache/items HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 403");
    }
  }

  @Test
  void tokensDecideWhoMayReadAndChange() {
    assertThatThrownBy(() -> new HttpOptions("0.0.0.0", 0, null, null, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a token");
    assertThatThrownBy(() -> HttpOptions.of().withTokens("", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blank");
    http.close();
    http = UnoCacheHttp.start(manager, HttpOptions.of().withTokens("admin", "reader"));

    assertThat(get("/items").status()).isEqualTo(401);
    assertThat(status("GET", "wrong")).isEqualTo(401);
    assertThat(status("GET", "reader")).isEqualTo(200);
    assertThat(status("DELETE", "reader")).isEqualTo(403);
    assertThat(status("DELETE", "admin")).isEqualTo(204);
  }

  private int status(String method, String token) {
    return send(request("/items")
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.noBody()))
        .status();
  }

  // ---- whatever comes

  @Test
  void randomRequestsGetAnAnswerThatIsNotAFault() {
    Random random = new Random(42);
    String[] roots = {"providers", "regions", "rules", "items", "size", "events", "configuration"};
    String[] names = {"", "/a", "/%2e%2e", "/pattern/*", "/by-name/x", "/match/y", "/%", "/a/b/c"};
    String[] bodies = {
      "",
      "{",
      "[]",
      "null",
      "1e999999",
      "{\"name\":1}",
      "{\"value\":{}}",
      "\u0000",
      "{\"a\":\"b\"}",
      "{\"name\":\"n\",\"provider_id\":\"memory\",\"configuration\":{\"near\":7}}",
      "{\"name\":\"n\",\"provider_type\":\"memory\",\"connection_details\":{\"host\":[]}}",
      "[".repeat(5_000)
    };
    String[] methods = {"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"};
    for (int i = 0; i < 2_000; i++) {
      String path = "/" + pick(random, roots) + pick(random, names).replace("/%", "/%25");
      Answer answer = with(pick(random, methods), path, pick(random, bodies));
      assertThat(answer.status()).as(path + ": " + answer.text()).isLessThan(500);
    }
    assertThat(put("/items/last", "{\"value\": 1}").status()).isEqualTo(200);
  }

  private static String pick(Random random, String[] of) {
    return of[random.nextInt(of.length)];
  }
}
