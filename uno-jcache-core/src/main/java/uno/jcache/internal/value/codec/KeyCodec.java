/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.UndecodableException;

/**
 * Encodes keys so that equal keys have equal bytes, in every run of the application.
 *
 * <p>A simple value is encoded as text ({@link Scalars}); a list as its elements; a set or map as
 * its elements, sorted by their bytes; a record as its components. Any other object is serialized.
 * Each object that it refers to is replaced by that object's own bytes ({@link EncodedReference}),
 * and equal bytes are written to the stream only once. So the encoding does not depend on whether
 * equal parts of a key are the same object, or on the order in which a set was filled.
 *
 * <p>Two kinds of keys do not work, and the codec cannot detect them: keys whose {@code equals}
 * ignores differences in their fields, as that of a URI ignores case; and equal keys of which one
 * refers to a {@code LinkedList} and the other to an {@code ArrayList}.
 *
 * <p>The first key of each class is decoded immediately, to verify it. The key is refused unless
 * the decoded key is equal and has equal bytes.
 *
 * <p>Safe for use by many threads.
 */
public final class KeyCodec {
  // These tags are stored: never change or reuse one. They differ from those of Scalars.
  private static final int NULL = 0xb0;
  private static final int LIST = 0xb1;
  private static final int SET = 0xb2;
  private static final int MAP = 0xb3;
  private static final int ENUM = 0xb4;
  private static final int RECORD = 0xb5;
  private static final int ARRAY = 0xb6;
  private static final int OBJECT = 0xb7;
  private static final int TYPE = 0xb8;

  // Limits for keys that contain themselves, and for keys with shared parts at many levels.
  private static final int MAX_DEPTH = 64;
  private static final int MAX_PARTS = 100_000;

  private final String cacheName;
  private final ClassAllowList classes;

  /** Whether a key of the class was verified. Does not prevent the unloading of the class. */
  private final ClassValue<AtomicBoolean> verified =
      new ClassValue<>() {
        @Override
        protected AtomicBoolean computeValue(Class<?> type) {
          return new AtomicBoolean();
        }
      };

  /**
   * Creates the codec of a cache.
   *
   * @param cacheName for messages
   */
  public KeyCodec(String cacheName, ClassAllowList classes) {
    this.cacheName = cacheName;
    this.classes = classes;
  }

  /** Returns prefixes: the bytes of a string that begins with the text begin with one of them. */
  public static List<byte[]> prefixes(String text) {
    return Scalars.prefixesOf(text);
  }

  /**
   * Returns the bytes of a key.
   *
   * @throws CacheException if the key cannot be encoded
   */
  public byte[] encode(Object key) {
    byte[] simple = Scalars.bytesOf(key);
    if (simple != null) {
      return simple;
    }
    byte[] bytes = new Encoding().bytesOf(key, false);
    AtomicBoolean isVerified = verified.get(key.getClass());
    if (!isVerified.get()) {
      verify(key, bytes);
      isVerified.set(true);
    }
    return bytes;
  }

  private void verify(Object key, byte[] bytes) {
    Object decoded;
    try {
      decoded = decode(bytes);
    } catch (UndecodableException e) {
      throw refused(key, "cannot be read from their bytes", e);
    }
    if (!decoded.equals(key) || !key.equals(decoded) || decoded.hashCode() != key.hashCode()) {
      throw refused(
          key, "do not equal what their bytes decode to; check their equals and hashCode", null);
    } else if (!Arrays.equals(bytes, new Encoding().bytesOf(decoded, false))) {
      throw refused(key, "have different bytes although they are equal", null);
    }
  }

  private CacheException refused(Object key, String why, @Nullable Exception cause) {
    return new CacheException(
        "Cache '"
            + cacheName
            + "' keeps its entries as bytes, and keys of "
            + key.getClass().getName()
            + " "
            + why,
        cause);
  }

  /**
   * Decodes a key.
   *
   * @throws UndecodableException if they are damaged, or of a class that the cache may not read
   */
  public Object decode(byte[] bytes) {
    try {
      Object key = decode(bytes, 0);
      if (key != null) {
        return key;
      }
    } catch (UndecodableException e) {
      throw e.withMessage("its key cannot be read: " + e.getMessage());
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      throw new UndecodableException("its key fails, or is of a class that needs others: " + e, e);
    }
    throw UndecodableException.damaged("its key is null");
  }

  // ---- encoding

  /** The encoding of one key. */
  private final class Encoding {
    private int depth;
    private int parts;

    /**
     * Returns the bytes of a key, or of a part of a key.
     *
     * @param inStream whether a serialized object refers to the part. If so, its class must be
     *     kept, because the type of a field may require it.
     */
    byte[] bytesOf(@Nullable Object object, boolean inStream) {
      if (object == null) {
        return new byte[] {(byte) NULL};
      }
      byte[] simple = Scalars.bytesOf(object);
      if (simple != null) {
        return simple;
      } else if (++parts > MAX_PARTS || ++depth > MAX_DEPTH) {
        throw refused(object, "contain themselves, or are too deep or too large", null);
      }
      byte[] bytes = encodeComposed(object, inStream);
      depth--;
      return bytes;
    }

    private byte[] encodeComposed(Object object, boolean inStream) {
      if (object instanceof Enum<?> constant) {
        classes.allowEncoded(constant.getDeclaringClass());
        return new ByteWriter(64)
            .add(ENUM)
            .addSized(constant.getDeclaringClass().getName())
            .addSized(constant.name())
            .toBytes();
      } else if (object instanceof Class<?> type) {
        classes.allowEncoded(type);
        return new ByteWriter(64).add(TYPE).addSized(type.getName()).toBytes();
      } else if (object instanceof Record && !hasWriteReplace(object.getClass())) {
        return encodeRecord(object, inStream);
      } else if (object.getClass().isArray()) {
        return encodeArray(object, inStream);
      } else if (object.getClass().getName().equals("java.util.CollSer")) {
        return bytesOf(resolve(object), inStream); // serialized List.of, Set.of or Map.of
      } else if (isElements(object, inStream)) {
        return encodeElements(object, inStream);
      } else if (object.getClass() == BitSet.class) {
        return serialize(
            BitSet.valueOf(((BitSet) object).toLongArray())); // drops zero words at the end
      }
      return serialize(object);
    }

    private byte[] encodeRecord(Object object, boolean inStream) {
      RecordShape shape = RecordShape.of(object.getClass());
      classes.allowEncoded(object.getClass());
      ByteWriter out =
          new ByteWriter(128)
              .add(RECORD)
              .addSized(object.getClass().getName())
              .addLong(Fingerprints.ofFields(object.getClass()));
      for (int i = 0; i < shape.size(); i++) {
        out.addSized(bytesOf(shape.get(object, i), inStream));
      }
      return out.toBytes();
    }

    private byte[] encodeArray(Object array, boolean inStream) {
      if (!inStream) {
        throw refused(array, "are equal only to themselves; use lists", null);
      }
      classes.allowEncoded(array.getClass());
      int length = Array.getLength(array);
      ByteWriter out =
          new ByteWriter(64).add(ARRAY).addSized(array.getClass().getName()).addCount(length);
      for (int i = 0; i < length; i++) {
        out.addSized(bytesOf(Array.get(array, i), true));
      }
      return out.toBytes();
    }

    private byte[] encodeElements(Object object, boolean inStream) {
      List<byte[]> elements = new ArrayList<>();
      int tag;
      if (object instanceof Map<?, ?> map) {
        tag = MAP;
        map.forEach(
            (key, value) ->
                elements.add(
                    new ByteWriter(64)
                        .addSized(bytesOf(key, inStream))
                        .addSized(bytesOf(value, inStream))
                        .toBytes()));
      } else {
        tag = (object instanceof Set) ? SET : LIST;
        ((Collection<?>) object).forEach(element -> elements.add(bytesOf(element, inStream)));
      }
      if (tag != LIST) {
        elements.sort(Arrays::compareUnsigned);
      }
      ByteWriter out = new ByteWriter(128).add(tag).addCount(elements.size());
      elements.forEach(out::addSized);
      return out.toBytes();
    }

    private byte[] serialize(Object object) {
      if (!(object instanceof Serializable)) {
        throw refused(
            object,
            "cannot be encoded: they are neither Serializable, nor records, enums or collections",
            null);
      } else if ((object instanceof Map || object instanceof Set) && !isOrdered(object)) {
        throw refused(object, "have their elements in any order; use a HashMap or HashSet", null);
      }
      classes.allowEncoded(object.getClass());
      try {
        byte[] stream = ObjectWriter.write(object, object.getClass(), classes, new References());
        return new ByteWriter(64 + stream.length)
            .add(OBJECT)
            .addSized(object.getClass().getName())
            .addLong(Fingerprints.ofSerialized(object.getClass()))
            .add(stream)
            .toBytes();
      } catch (NotSerializableException e) {
        throw refused(object, "cannot be encoded: " + e.getMessage() + " is not Serializable", e);
      } catch (IOException e) {
        throw refused(object, "could not be serialized", e);
      }
    }

    /** Replaces objects that the serialized one refers to; the first call is for that one. */
    private final class References implements UnaryOperator<Object> {
      private final Map<ByteBuffer, EncodedReference> known = new HashMap<>();
      private boolean isAfterFirst;

      @Override
      public Object apply(Object object) {
        if (!isAfterFirst) {
          isAfterFirst = true;
          return object;
        }
        byte[] bytes = bytesOf(object, true);
        return known.computeIfAbsent(ByteBuffer.wrap(bytes), b -> new EncodedReference(bytes));
      }
    }
  }

  private static boolean hasWriteReplace(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(m -> m.getName().equals("writeReplace"));
  }

  /** Returns whether it is encoded as its elements: in a stream, if no field needs its class. */
  private static boolean isElements(Object object, boolean inStream) {
    Class<?> type = object.getClass();
    if (!(object instanceof List || object instanceof Set || object instanceof Map)
        || !type.getName().startsWith("java.util.")) {
      return false;
    }
    return !inStream
        || type == ArrayList.class
        || type == HashSet.class
        || type == LinkedHashSet.class
        || type == HashMap.class
        || type == LinkedHashMap.class
        || (!Modifier.isPublic(type.getModifiers()) && !isOrdered(object));
  }

  private static boolean isOrdered(Object object) {
    return object instanceof SortedMap || object instanceof SortedSet || object instanceof EnumMap;
  }

  private Object resolve(Object serializer) {
    try {
      byte[] bytes = ObjectWriter.write(serializer, serializer.getClass(), classes, null);
      return ObjectReader.read(bytes, serializer.getClass(), classes, null);
    } catch (IOException | ClassNotFoundException e) {
      throw refused(serializer, "cannot be encoded", e);
    }
  }

  // ---- decoding

  private @Nullable Object decode(byte[] bytes, int depth) {
    if (bytes.length == 0 || Scalars.isTag(bytes[0])) {
      return Scalars.read(bytes, 0);
    } else if (depth > MAX_DEPTH) {
      throw new UndecodableException("it is too deep");
    }
    ByteReader in = new ByteReader(bytes, 1);
    Object decoded = decodeComposed(bytes[0] & 0xff, in, depth + 1);
    in.requireEnd();
    return decoded;
  }

  private @Nullable Object decodeComposed(int tag, ByteReader in, int depth) {
    return switch (tag) {
      case NULL -> null;
      case LIST -> decodeElements(in, depth, new ArrayList<>());
      case SET -> decodeElements(in, depth, new LinkedHashSet<>());
      case MAP -> decodeMap(in, depth);
      case ENUM -> decodeEnum(classes.find(in.sizedText()), in.sizedText());
      case TYPE -> classes.find(in.sizedText());
      case RECORD -> decodeRecord(unchangedType(in, true), in, depth);
      case ARRAY -> decodeArray(classes.find(in.sizedText()), in, depth);
      case OBJECT -> decodeObject(unchangedType(in, false), in, depth);
      default -> throw new UndecodableException("it is of an unknown kind, " + tag);
    };
  }

  private Collection<@Nullable Object> decodeElements(
      ByteReader in, int depth, Collection<@Nullable Object> elements) {
    for (int left = in.elementCount(); left > 0; left--) {
      elements.add(decode(in.sized(), depth));
    }
    return elements;
  }

  private Object decodeMap(ByteReader in, int depth) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int left = in.elementCount(); left > 0; left--) {
      ByteReader entry = new ByteReader(in.sized(), 0);
      map.put(decode(entry.sized(), depth), decode(entry.sized(), depth));
      entry.requireEnd();
    }
    return map;
  }

  private static Object decodeEnum(Class<?> type, String name) {
    Object[] constants = type.getEnumConstants();
    for (int i = 0; constants != null && i < constants.length; i++) {
      if (((Enum<?>) constants[i]).name().equals(name)) {
        return constants[i];
      }
    }
    throw new UndecodableException("it is a constant that " + type.getName() + " does not have");
  }

  private Class<?> unchangedType(ByteReader in, boolean isRecord) {
    Class<?> type = classes.find(in.sizedText());
    long fingerprint = isRecord ? Fingerprints.ofFields(type) : Fingerprints.ofSerialized(type);
    if (in.aLong() != fingerprint || (isRecord && !type.isRecord())) {
      throw new UndecodableException("it is of " + type.getName() + ", which has changed since");
    }
    return type;
  }

  private Object decodeRecord(Class<?> type, ByteReader in, int depth) {
    RecordShape shape = RecordShape.of(type);
    @Nullable Object[] values = new Object[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = decode(in.sized(), depth);
    }
    try {
      return shape.newInstance(values);
    } catch (UndecodableException | VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // the constructor failed, or a component has the wrong type
      throw new UndecodableException("it cannot be made a " + type.getName(), e);
    }
  }

  private Object decodeArray(Class<?> type, ByteReader in, int depth) {
    if (!type.isArray()) {
      throw new UndecodableException("it is of " + type.getName() + ", which is not an array");
    }
    Object array = Array.newInstance(type.getComponentType(), in.elementCount());
    try {
      for (int i = 0; i < Array.getLength(array); i++) {
        Object element = decode(in.sized(), depth);
        if (element != null || !type.getComponentType().isPrimitive()) {
          Array.set(array, i, element);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("it cannot be made a " + type.getName(), e);
    }
    return array;
  }

  private Object decodeObject(Class<?> type, ByteReader in, int depth) {
    UnaryOperator<Object> decoder =
        object ->
            (object instanceof EncodedReference it) ? nonNull(decode(it.bytes, depth)) : object;
    return SafeDecoder.read(type, () -> ObjectReader.read(in.rest(), type, classes, decoder));
  }

  private static Object nonNull(@Nullable Object object) {
    if (object == null) {
      throw new UndecodableException("it refers to null");
    }
    return object;
  }
}
