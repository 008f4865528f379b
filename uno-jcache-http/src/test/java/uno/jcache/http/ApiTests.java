/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/** Tests of the API of a new manager, over a socket. */
abstract class ApiTests {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  final UnoCachingProvider provider = new UnoCachingProvider();
  final UnoCacheManager manager = provider.getCacheManager();
  UnoCacheHttp http;

  @BeforeEach
  void start() {
    http = UnoCacheHttp.start(manager, HttpOptions.of());
  }

  @AfterEach
  void stop() {
    http.close();
    provider.close();
  }

  record Answer(int status, JsonNode json, String text) {}

  final Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      String body = response.body();
      boolean isJson =
          response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      JsonNode json = isJson ? MAPPER.readTree(body) : MAPPER.nullNode();
      return new Answer(response.statusCode(), json, body);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  final HttpRequest.Builder request(String path) {
    return atRoot("api/cache" + path);
  }

  final HttpRequest.Builder atRoot(String path) {
    return HttpRequest.newBuilder(URI.create(http.uri() + path));
  }

  final Answer get(String path) {
    return send(request(path).GET());
  }

  final Answer delete(String path) {
    return send(request(path).DELETE());
  }

  final Answer with(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  final Answer put(String path, String body) {
    return with("PUT", path, body);
  }

  final Answer post(String path, String body) {
    return with("POST", path, body);
  }
}
