/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Jackson. Values are decoded by the declared types of their class: a field of type {@code
 * Object} is decoded as a map, list, string or number. A value that is itself a list, set or map
 * may contain strings, {@code int}, {@code double}, booleans, and such collections; wrap others in
 * a record.
 *
 * <p>If annotations let JSON name classes ({@code @JsonTypeInfo(use = Id.CLASS)}), {@link
 * AllowedClasses} decides which are decoded; for an application's mapper, its own {@link
 * PolymorphicTypeValidator} does.
 *
 * <p>Needs {@code com.fasterxml.jackson.core:jackson-databind} on the class path.
 */
public final class JsonCodec implements Codec {
  private final ObjectMapper mapper;

  /** Uses Jackson with its defaults, and the modules that are on the class path. */
  public JsonCodec() {
    this(
        JsonMapper.builder()
            .findAndAddModules()
            .polymorphicTypeValidator(new AllowedValidator())
            .build());
  }

  /** Uses the application's mapper, which must not be changed afterwards. */
  public JsonCodec(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public byte[] encode(Object value, AllowedClasses classes) throws Exception {
    if (isCollection(value)) {
      requireNative(value);
    }
    return mapper.writeValueAsBytes(value);
  }

  private static boolean isCollection(@Nullable Object value) {
    return value instanceof Collection
        || value instanceof Map
        || (value instanceof Object[] && !(value instanceof String[]));
  }

  /** Checks that JSON preserves the types of all elements. */
  private static void requireNative(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.keySet().stream().filter(key -> !(key instanceof String)).forEach(JsonCodec::refuse);
      map.values().forEach(JsonCodec::requireNative);
    } else if (value instanceof Collection<?> collection) {
      collection.forEach(JsonCodec::requireNative);
    } else if (value != null
        && !(value instanceof String)
        && !(value instanceof Integer)
        && !(value instanceof Double number && Double.isFinite(number))
        && !(value instanceof Boolean)) {
      refuse(value);
    }
  }

  private static void refuse(@Nullable Object element) {
    throw new CacheException(
        "JSON cannot preserve the type of an element of a collection: "
            + ((element == null || element instanceof Double)
                ? element
                : element.getClass().getName())
            + "; wrap the collection in a record or class that declares it");
  }

  @Override
  public Class<?> typeOf(Object value) {
    Class<?> type = Codec.super.typeOf(value);
    if (!type.getName().startsWith("java.util.")) {
      return type;
    } else if (value instanceof List) {
      return List.class; // many of the JDK's lists cannot be created from outside
    } else if (value instanceof Set) {
      return LinkedHashSet.class; // preserves the order
    }
    return (value instanceof Map) ? Map.class : type;
  }

  @Override
  public Object decode(byte[] bytes, Class<?> type, AllowedClasses classes) throws Exception {
    return mapper.readerFor(type).withAttribute(AllowedClasses.class, classes).readValue(bytes);
  }

  /** Checks class names in JSON before the classes are loaded, and their type arguments later. */
  private static final class AllowedValidator extends PolymorphicTypeValidator.Base {
    private static final long serialVersionUID = 1L;

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
      return isAllowed(config, name) ? Validity.INDETERMINATE : Validity.DENIED;
    }

    @Override
    public Validity validateSubType(MapperConfig<?> config, JavaType base, JavaType type) {
      boolean allowed = isAllowed(config, type.getRawClass().getName());
      for (JavaType argument : type.getBindings().getTypeParameters()) {
        allowed &= validateSubType(config, base, argument) == Validity.ALLOWED;
      }
      return allowed ? Validity.ALLOWED : Validity.DENIED;
    }

    private static boolean isAllowed(MapperConfig<?> config, String name) {
      Object classes = config.getAttributes().getAttribute(AllowedClasses.class);
      try {
        return classes instanceof AllowedClasses allowed && allowed.find(name) != null;
      } catch (CacheException e) {
        return false;
      }
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
