/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Nearest;

/** The fields of a JSON object that a client sent. What is wrong is answered with 422. */
final class Fields {
  private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000; // in millis, with room

  private final JsonNode object;

  private Fields(JsonNode object) {
    this.object = object;
  }

  /**
   * Checks the names of the fields.
   *
   * @throws ApiException 422 if it is no object, or has a field of another name
   */
  static Fields of(JsonNode json, List<String> known) {
    if (!json.isObject()) {
      throw ApiException.invalid("The body must be a JSON object");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw ApiException.invalid(
                    "Unknown field '" + name + "'; " + Nearest.hint(name, new TreeSet<>(known)));
              }
            });
    return new Fields(json);
  }

  private @Nullable JsonNode find(String name) {
    JsonNode value = object.get(name);
    return (value == null || value.isNull()) ? null : value;
  }

  /** Returns whether a field is present, be it null. */
  boolean has(String name) {
    return object.has(name);
  }

  Optional<String> text(String name) {
    JsonNode value = find(name);
    if (value != null && !value.isTextual()) {
      throw mustBe(name, "a string");
    }
    return Optional.ofNullable(value).map(JsonNode::textValue);
  }

  String requiredText(String name) {
    String value = text(name).orElseThrow(() -> ApiException.invalid("'" + name + "' is missing"));
    if (value.isBlank()) {
      throw mustBe(name, "a name, but is blank");
    }
    return value;
  }

  /**
   * Checks that a field, if it is present, says what is so already.
   *
   * @throws ApiException 409 if it says something else
   */
  void requireSame(String name, String now, String kind) {
    Optional<String> given = text(name);
    if (given.isPresent() && !given.get().equals(now)) {
      throw ApiException.of(
          409, "'" + name + "' cannot be changed; delete the " + kind + " and create it anew");
    }
  }

  Optional<Boolean> flag(String name) {
    JsonNode value = find(name);
    if (value != null && !value.isBoolean()) {
      throw mustBe(name, "true or false");
    }
    return Optional.ofNullable(value).map(JsonNode::booleanValue);
  }

  OptionalLong count(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw mustBe(name, "a whole number of at least 1");
    }
    return OptionalLong.of(value.longValue());
  }

  /** Returns a time in seconds, which may have decimals, to the millisecond. */
  Optional<Duration> seconds(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return Optional.empty();
    }
    double seconds = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(seconds >= 0.001 && seconds <= MOST_SECONDS)) {
      throw mustBe(name, "a number of seconds, from 0.001 to " + MOST_SECONDS);
    }
    return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** Returns a number from 0 to 1. */
  OptionalDouble part(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
      throw mustBe(name, "a number from 0 to 1");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  Optional<List<String>> texts(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    value.forEach(element -> texts.add(element.isTextual() ? element.textValue() : ""));
    if (!value.isArray() || texts.contains("")) {
      throw mustBe(name, "a list of strings");
    }
    return Optional.of(texts);
  }

  /** Returns an object; an empty one if the field is absent. */
  @SuppressWarnings("unchecked") // the map of a JSON object has strings as keys
  Map<String, Object> object(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw mustBe(name, "an object");
    }
    Object plain = Json.plain(value);
    return (plain == null) ? Map.of() : (Map<String, Object>) plain;
  }

  /** Returns a value of any type but null. */
  Object value(String name) {
    JsonNode value = find(name);
    Object plain = (value == null) ? null : Json.plain(value);
    if (plain == null) {
      throw mustBe(name, "a value other than null; delete the item instead");
    }
    return plain;
  }

  private static ApiException mustBe(String name, String what) {
    return ApiException.invalid("'" + name + "' must be " + what);
  }
}
