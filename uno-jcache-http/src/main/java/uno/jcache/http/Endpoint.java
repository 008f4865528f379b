/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;

import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * One method of one path: how it is answered, and what the OpenAPI document says of it. A path has
 * {@code {id}} for one segment, and {@code <key>} for a rest that may have slashes.
 */
final class Endpoint {
  private final HandlerType method;
  private final String path;
  private final String about;
  private final Map<String, String> queries = new LinkedHashMap<>();
  private final List<Shape> shapes = new ArrayList<>();
  private @Nullable Shape request;
  private @Nullable Map<String, Object> schema;
  private String media = "application/json";
  private int status = 204;
  private @Nullable Answer answer;

  private Endpoint(HandlerType method, String path, String about) {
    this.method = method;
    this.path = path;
    this.about = about;
  }

  /** Answers a call: returns what to show as JSON, or null for an empty answer. */
  @FunctionalInterface
  interface Answer {
    @Nullable Object to(Call call);
  }

  /** Answers a call with nothing but the status. */
  @FunctionalInterface
  interface Action {
    void on(Call call);
  }

  static Endpoint get(String path, String about) {
    return new Endpoint(HandlerType.GET, path, about);
  }

  static Endpoint post(String path, String about) {
    return new Endpoint(HandlerType.POST, path, about);
  }

  static Endpoint put(String path, String about) {
    return new Endpoint(HandlerType.PUT, path, about);
  }

  static Endpoint delete(String path, String about) {
    return new Endpoint(HandlerType.DELETE, path, about);
  }

  /** Adds a query parameter, which may be absent. */
  Endpoint query(String name, String meaning) {
    queries.put(name, meaning);
    return this;
  }

  /** Adds the query parameter of a region. */
  Endpoint region() {
    return query("region", "The name of the region; without it, the region 'default'");
  }

  /** Says which fields the body has. */
  Endpoint takes(Shape shape) {
    request = shape;
    shapes.add(shape);
    return this;
  }

  Endpoint answers(int code, Shape shape) {
    shapes.add(shape);
    return answers(code, shape.reference());
  }

  Endpoint answersList(Shape shape) {
    shapes.add(shape);
    return answers(200, Map.of("type", "array", "items", shape.reference()));
  }

  Endpoint answers(int code, Map<String, Object> jsonSchema) {
    status = code;
    schema = jsonSchema;
    return this;
  }

  /** Says that the answer is a text of another media type than JSON. */
  Endpoint answersText(String mediaType) {
    media = mediaType;
    return answers(200, Map.of("type", "string"));
  }

  Endpoint by(Answer answer) {
    this.answer = answer;
    return this;
  }

  /** Says what is done, and answered with nothing but the status. */
  Endpoint doing(Action action) {
    return by(
        call -> {
          action.on(call);
          return null;
        });
  }

  /** Has at most one of a group of endpoints answer at a time. */
  Endpoint oneAtATime(Lock lock) {
    Answer inner = requireNonNull(answer, "an endpoint without an answer");
    return by(
        call -> {
          call.receive(); // a slow client must not hold the lock
          lock.lock();
          try {
            return inner.to(call);
          } finally {
            lock.unlock();
          }
        });
  }

  HandlerType method() {
    return method;
  }

  String path() {
    return path;
  }

  String about() {
    return about;
  }

  Map<String, String> queries() {
    return queries;
  }

  /** Returns the shapes that its description refers to. */
  List<Shape> shapes() {
    return shapes;
  }

  @Nullable Shape request() {
    return request;
  }

  /** Returns the names of the fields that a body may have. */
  List<String> requestNames() {
    return requireNonNull(request, "an endpoint without a body").names();
  }

  @Nullable Map<String, Object> schema() {
    return schema;
  }

  String media() {
    return media;
  }

  int status() {
    return status;
  }

  /** Returns the path up to its rest. */
  String prefix() {
    return path.substring(0, path.indexOf('<'));
  }

  /** Answers a call. */
  void handle(Call call) throws IOException {
    call.status(status);
    Object shown = requireNonNull(answer, "an endpoint without an answer").to(call);
    if (shown instanceof Json.Streamed streamed) {
      call.context().contentType(media);
      Json.write(streamed, call.context().res().getOutputStream());
    } else if (shown instanceof String text) {
      call.context().contentType(media).result(text);
    } else if (shown != null) {
      call.context().contentType(media).result(Json.bytes(shown));
    }
  }
}
