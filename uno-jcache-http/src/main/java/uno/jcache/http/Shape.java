/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a JSON object that a request or an answer has. It says which fields a request may
 * have, and is what the OpenAPI document shows.
 *
 * @param name the name in the OpenAPI document
 * @param fields the fields, in their order
 */
record Shape(String name, List<Field> fields) {
  static Shape of(String name, Field... fields) {
    return new Shape(name, List.of(fields));
  }

  /** What a field holds. */
  enum Kind {
    TEXT,
    TIME,
    FLAG,
    COUNT,
    NUMBER,
    TEXTS,
    OBJECT,
    OBJECTS,
    ANY;

    /** Returns what JSON Schema says of it. */
    private Map<String, Object> schema() {
      return switch (this) {
        case TEXT -> Map.of("type", "string");
        case TIME -> Map.of("type", "string", "format", "date-time");
        case FLAG -> Map.of("type", "boolean");
        case COUNT -> Map.of("type", "integer", "format", "int64");
        case NUMBER -> Map.of("type", "number");
        case TEXTS -> Map.of("type", "array", "items", TEXT.schema());
        case OBJECT -> Map.of("type", "object");
        case OBJECTS -> Map.of("type", "array", "items", OBJECT.schema());
        case ANY -> Map.of();
      };
    }
  }

  /**
   * A field.
   *
   * @param isRequired whether a request must have it, or an answer always has a value in it
   * @param about what it means, as a sentence without its full stop
   */
  record Field(String name, Kind kind, boolean isRequired, String about) {
    static Field of(String name, Kind kind, String about) {
      return new Field(name, kind, false, about);
    }

    Field required() {
      return new Field(name, kind, true, about);
    }

    /** Returns its JSON Schema. A field that is not required may be null. */
    Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>(kind.schema());
      if (!isRequired && kind != Kind.ANY) {
        schema.put("type", List.of(String.valueOf(schema.get("type")), "null"));
      }
      schema.put("description", about);
      return schema;
    }
  }

  /** Returns a shape of another name that has some of the fields, none of which is required. */
  Shape some(String other, String... names) {
    List<String> kept = Arrays.asList(names);
    return new Shape(
        other,
        fields.stream()
            .filter(field -> kept.contains(field.name()))
            .map(field -> new Field(field.name(), field.kind(), false, field.about()))
            .toList());
  }

  /** Returns the same, with fields that a request must have. */
  Shape requiring(String... names) {
    List<String> required = Arrays.asList(names);
    return new Shape(
        name,
        fields.stream()
            .map(field -> required.contains(field.name()) ? field.required() : field)
            .toList());
  }

  List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields.forEach(field -> properties.put(field.name(), field.schema()));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    List<String> required = fields.stream().filter(Field::isRequired).map(Field::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    return schema;
  }

  /** Returns what refers to the schema within the OpenAPI document. */
  Map<String, Object> reference() {
    return Map.of("$ref", "#/components/schemas/" + name);
  }
}
