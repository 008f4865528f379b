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
import uno.jcache.internal.store.UndecodableException;

/**
 * JSON by Jackson. A value comes back as far as the declarations of its class tell Jackson what it
 * is: a field that is declared as {@code Object} comes back as a map, list, string or number. A
 * value that is itself a list, set or map may hold strings, numbers that JSON tells apart ({@code
 * int} and {@code double}), booleans and further such; for others, wrap it in a record.
 *
 * <p>Where annotations let JSON name classes ({@code @JsonTypeInfo(use = Id.CLASS)}), those are
 * read that are declared or allowed; an application's mapper has its own {@link
 * PolymorphicTypeValidator}.
 *
 * <p>Needs {@code com.fasterxml.jackson.core:jackson-databind} on the class path.
 */
public final class JsonCodec implements Codec {
  private final ObjectMapper mapper;

  /** Uses Jackson as it is, with the modules that are on the class path. */
  public JsonCodec() {
    this(
        JsonMapper.builder().findAndAddModules().polymorphicTypeValidator(new Admitting()).build());
  }

  /** Uses a mapper of the application's, which is not to be changed from now on. */
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

  /** Checks that all elements come back as what they are. */
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
        "JSON does not tell that an element of a collection is "
            + ((element == null || element instanceof Double)
                ? element
                : "of " + element.getClass().getName())
            + "; wrap the collection in a record or class that declares it");
  }

  @Override
  public Class<?> typeOf(Object value) {
    Class<?> type = Codec.super.typeOf(value);
    if (!type.getName().startsWith("java.util.")) {
      return type;
    } else if (value instanceof List) {
      return List.class; // many of the JDK's lists cannot be made by others
    } else if (value instanceof Set) {
      return LinkedHashSet.class; // which keeps its order
    }
    return (value instanceof Map) ? Map.class : type;
  }

  @Override
  public Object decode(byte[] bytes, Class<?> type, AllowedClasses classes) throws Exception {
    return mapper.readerFor(type).withAttribute(AllowedClasses.class, classes).readValue(bytes);
  }

  /** Judges classes that JSON names, before they are loaded; those that one is of, after that. */
  private static final class Admitting extends PolymorphicTypeValidator.Base {
    private static final long serialVersionUID = 1L;

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
      return isAdmitted(config, name) ? Validity.INDETERMINATE : Validity.DENIED;
    }

    @Override
    public Validity validateSubType(MapperConfig<?> config, JavaType base, JavaType type) {
      boolean admitted = isAdmitted(config, type.getRawClass().getName());
      for (JavaType argument : type.getBindings().getTypeParameters()) {
        admitted &= validateSubType(config, base, argument) == Validity.ALLOWED;
      }
      return admitted ? Validity.ALLOWED : Validity.DENIED;
    }

    private static boolean isAdmitted(MapperConfig<?> config, String name) {
      Object classes = config.getAttributes().getAttribute(AllowedClasses.class);
      try {
        return classes instanceof AllowedClasses admitted && admitted.find(name) != null;
      } catch (UndecodableException e) {
        return false;
      }
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
