/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says what the API does. */
class HttpDocumentTest extends ApiTests {
  private static final String PROVIDER = "{\"name\": \"p\", \"provider_type\": \"memory\"}";
  private static final String REGION = "{\"name\": \"r\", \"provider_id\": \"p\"}";
  private static final String RULE =
      "{\"name\": \"x\", \"strategy_type\": \"pattern_based\", \"pattern\": \"a*\"}";

  private JsonNode document() {
    return send(atRoot("openapi.json").GET()).json();
  }

  @Test
  void theDocumentIsValid() {
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(document().toString(), null, null);

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getPaths()).hasSizeGreaterThan(25);
  }

  /** Asks each endpoint once, in an order in which each succeeds. */
  @Test
  void eachEndpointAnswersWithTheStatusAndTheFieldsThatTheDocumentNames() {
    JsonNode document = document();
    Map<String, String> calls = new LinkedHashMap<>();
    calls.put("POST /api/cache/providers", PROVIDER);
    calls.put("GET /api/cache/providers", "");
    calls.put("GET /api/cache/providers/{id}", "");
    calls.put("PUT /api/cache/providers/{id}", "{\"is_active\": true}");
    calls.put("POST /api/cache/providers/{id}/deactivate", "");
    calls.put("POST /api/cache/providers/{id}/activate", "");
    calls.put("GET /api/cache/providers/{id}/health", "");
    calls.put("POST /api/cache/regions", REGION);
    calls.put("GET /api/cache/regions", "");
    calls.put("GET /api/cache/regions/{id}", "");
    calls.put("GET /api/cache/regions/by-name/{name}", "");
    calls.put("PUT /api/cache/regions/{id}", "{\"ttl\": 60}");
    calls.put("POST /api/cache/rules", RULE);
    calls.put("GET /api/cache/rules", "");
    calls.put("GET /api/cache/rules/{id}", "");
    calls.put("GET /api/cache/rules/by-name/{name}", "");
    calls.put("GET /api/cache/rules/match/{key}", "");
    calls.put("PUT /api/cache/rules/{id}", "{\"pattern\": \"b*\"}");
    calls.put("POST /api/cache/rules/{id}/deactivate", "");
    calls.put("POST /api/cache/rules/{id}/activate", "");
    calls.put("PUT /api/cache/items/{key}", "{\"value\": 1}");
    calls.put("GET /api/cache/items/{key}", "");
    calls.put("GET /api/cache/items", "");
    calls.put("GET /api/cache/keys", "");
    calls.put("GET /api/cache/items/pattern/{pattern}", "");
    calls.put("GET /api/cache/rules/explain/{key}", "");
    calls.put("GET /api/cache/size", "");
    calls.put("DELETE /api/cache/items/{key}", "");
    calls.put("DELETE /api/cache/items/pattern/{pattern}", "");
    calls.put("DELETE /api/cache/items", "");
    calls.put("POST /api/cache/events", "{\"event\": \"e\"}");
    calls.put("GET /api/cache/configuration", "");
    calls.put("PUT /api/cache/configuration", "{\"enabled\": true}");
    calls.put("POST /api/cache/configuration/disable", "");
    calls.put("POST /api/cache/configuration/enable", "");
    calls.put("POST /api/cache/configuration/multi-level/disable", "");
    calls.put("POST /api/cache/configuration/multi-level/enable", "");
    calls.put("GET /api/cache/statistics", "");
    calls.put("GET /api/cache/doctor", "");
    calls.put("GET /health", "");
    calls.put("GET /health/ready", "");
    calls.put("GET /metrics", "");
    calls.put("GET /openapi.json", "");
    calls.put("DELETE /api/cache/rules/{id}", "");
    calls.put("DELETE /api/cache/regions/{id}", "");
    calls.put("DELETE /api/cache/providers/{id}", "");
    assertThat(calls.keySet()).containsExactlyInAnyOrderElementsOf(operations(document).keySet());
    calls.forEach((call, body) -> assertAnswers(document, call, body));
  }

  private static Map<String, JsonNode> operations(JsonNode document) {
    Map<String, JsonNode> operations = new TreeMap<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                method.getValue())));
    return operations;
  }

  private void assertAnswers(JsonNode document, String call, String body) {
    String[] words = call.split(" ", 2);
    String id = call.contains("providers") ? "p" : call.contains("regions") ? "r" : "x";
    String path = words[1].substring(1).replace("{id}", id).replace("{name}", id);
    Answer answer =
        send(
            atRoot(path.replace("{key}", "a1").replace("{pattern}", "a*"))
                .header("Content-Type", "application/json")
                .method(words[0], BodyPublishers.ofString(body)));
    JsonNode documented = requireNonNull(operations(document).get(call));
    String status = documented.path("responses").fieldNames().next();
    assertThat(String.valueOf(answer.status())).as(call + ": " + answer.text()).isEqualTo(status);
    JsonNode schema =
        documented
            .path("responses")
            .path(status)
            .path("content")
            .path("application/json")
            .path("schema");
    JsonNode item = schema.path("items").path("$ref").isTextual() ? schema.path("items") : schema;
    String shape = item.path("$ref").asText().replace("#/components/schemas/", "");
    if (!shape.isEmpty()) {
      JsonNode shown = answer.json().isArray() ? answer.json().path(0) : answer.json();
      assertThat(names(shown))
          .as(call)
          .isEqualTo(
              names(document.path("components").path("schemas").path(shape).path("properties")));
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
