/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document (version 3.1) of endpoints. */
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
  private static final Pattern WORD = Pattern.compile("[a-zA-Z]+");
  private static final Shape ERROR =
      Shape.of(
          "Error",
          Shape.Field.of("detail", Shape.Kind.TEXT, "What was wrong, and what to do").required());

  private OpenApi() {}

  static Map<String, Object> document(List<Endpoint> endpoints) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    Map<String, Object> schemas = new TreeMap<>();
    schemas.put(ERROR.name(), ERROR.schema());
    for (Endpoint endpoint : endpoints) {
      String path = endpoint.path().replace('<', '{').replace('>', '}');
      paths
          .computeIfAbsent(path, name -> new LinkedHashMap<>())
          .put(endpoint.method().name().toLowerCase(Locale.ROOT), operation(endpoint, path));
      endpoint.shapes().forEach(shape -> schemas.put(shape.name(), shape.schema()));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title",
            "Uno JCache",
            "version",
            "1",
            "description",
            "Providers, regions, rules and items of a cache manager.",
            "license",
            Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")));
    document.put("paths", paths);
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas);
    components.put(
        "responses",
        Map.of(
            "Error",
            Map.of("description", "The request was refused or failed", "content", json(ERROR))));
    components.put("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")));
    document.put("components", components);
    document.put("security", List.of(Map.of(), Map.of("token", List.of())));
    return document;
  }

  private static Map<String, Object> json(Shape shape) {
    return content("application/json", shape.reference());
  }

  private static Map<String, Object> content(String media, Map<String, Object> schema) {
    return Map.of(media, Map.of("schema", schema));
  }

  private static Map<String, Object> operation(Endpoint endpoint, String path) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", endpoint.about());
    operation.put("operationId", operationId(endpoint, path));
    List<Map<String, Object>> parameters = new ArrayList<>();
    PARAMETER
        .matcher(path)
        .results()
        .forEach(match -> parameters.add(parameter("path", match.group(1), null)));
    endpoint
        .queries()
        .forEach((name, meaning) -> parameters.add(parameter("query", name, meaning)));
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    Shape request = endpoint.request();
    if (request != null) {
      operation.put("requestBody", Map.of("required", true, "content", json(request)));
    }
    Map<String, Object> good = new LinkedHashMap<>();
    good.put("description", (endpoint.status() == 204) ? "Done" : "The answer");
    Map<String, Object> schema = endpoint.schema();
    if (schema != null) {
      good.put("content", content(endpoint.media(), schema));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(String.valueOf(endpoint.status()), good);
    responses.put("default", Map.of("$ref", "#/components/responses/Error"));
    operation.put("responses", responses);
    return operation;
  }

  private static Map<String, Object> parameter(
      String place, String name, @Nullable String meaning) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", place);
    if (place.equals("path")) {
      parameter.put("required", true);
    }
    if (meaning != null) {
      parameter.put("description", meaning);
    }
    parameter.put("schema", Map.of("type", "string"));
    return parameter;
  }

  /** Returns a name such as {@code getProvidersIdHealth}. */
  private static String operationId(Endpoint endpoint, String path) {
    StringBuilder id = new StringBuilder(endpoint.method().name().toLowerCase(Locale.ROOT));
    WORD.matcher(path.replace("/api/cache", ""))
        .results()
        .map(MatchResult::group)
        .forEach(
            word ->
                id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1)));
    return id.toString();
  }
}
