/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON of requests and answers. What a client sends becomes strings, numbers, booleans, lists and
 * maps of the JDK, and never a class that the client names. Numbers keep their value: one that is
 * neither a {@code long} nor exactly a {@code double} becomes a {@code BigInteger} or a {@code
 * BigDecimal}.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT) // half an answer must not look whole
          .build();

  private Json() {}

  /**
   * Parses a body.
   *
   * @throws ApiException 400 if it is no JSON, or has a name twice
   */
  static JsonNode parse(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw ApiException.of(400, "The body is empty; send JSON");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw ApiException.of(400, "The body is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw ApiException.of(400, "The body cannot be read as JSON");
    }
  }

  /** Returns the value in types of the JDK. Null for a JSON null, which only collections hold. */
  static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
      return map;
    } else if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>(node.size());
      node.forEach(element -> list.add(plain(element)));
      return list;
    } else if (node.isTextual()) {
      return node.textValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isNumber()) {
      return number(node);
    }
    return null;
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    BigDecimal exact = node.decimalValue();
    double near = exact.doubleValue();
    boolean isExact = Double.isFinite(near) && BigDecimal.valueOf(near).compareTo(exact) == 0;
    return isExact ? (Object) near : exact;
  }

  /** An answer that is written piece by piece, since it may be large. */
  @FunctionalInterface
  interface Streamed {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes an answer. */
  static void write(Streamed answer, OutputStream out) throws IOException {
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      answer.write(json);
    }
  }

  /** Returns the JSON of an answer. */
  static byte[] bytes(Object answer) {
    try {
      return requireNonNull(MAPPER.writeValueAsBytes(answer));
    } catch (JsonProcessingException e) {
      throw ApiException.of(500, "The answer cannot be written as JSON");
    }
  }

  /** Returns a value of a cache as JSON or, if it has no such form, as text. */
  static JsonNode shown(@Nullable Object value) {
    try {
      return MAPPER.valueToTree(value);
    } catch (IllegalArgumentException | StackOverflowError e) {
      return MAPPER.getNodeFactory().textNode(String.valueOf(value));
    }
  }
}
