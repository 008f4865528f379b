/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uno.jcache.AllowedClasses;
import uno.jcache.internal.store.UndecodableException;

/** Reads objects that an {@link ObjectWriter} wrote, if their classes are allowed. */
final class ObjectReader extends ObjectInputStream {
  private static final int MAX_DEPTH = 1_000;

  /**
   * How many elements one set or map may hash. Each byte of the stream adds {@link
   * #MAX_HASHING_PER_BYTE} to this limit.
   */
  private static final long MAX_HASHING = 100_000;

  private static final long MAX_HASHING_PER_BYTE = 64;

  /** Larger than each value of {@link #maxHashing}, and so small that sums do not overflow. */
  private static final long ENDLESS = Long.MAX_VALUE / 4;

  private final Class<?> root;
  private final AllowedClasses classes;
  private final @Nullable UnaryOperator<Object> replacement;
  private final long maxHashing;
  private long unusedBytes;

  /** For each collection or map that was read: how many elements its {@code hashCode} visits. */
  private final IdentityHashMap<Object, Long> efforts = new IdentityHashMap<>();

  private ObjectReader(
      byte[] bytes,
      Class<?> root,
      AllowedClasses classes,
      @Nullable UnaryOperator<Object> replacement)
      throws IOException {
    super(new ByteArrayInputStream(bytes));
    this.root = root;
    this.classes = classes;
    this.replacement = replacement;
    this.maxHashing = MAX_HASHING + MAX_HASHING_PER_BYTE * bytes.length;
    enableResolveObject(true);
    this.unusedBytes = 64L + bytes.length;
    setObjectInputFilter(
        info ->
            (info.depth() > MAX_DEPTH || !isPlausible(info.serialClass(), info.arrayLength()))
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED); // readClassDescriptor checks classes
  }

  /**
   * Returns whether the bytes can contain the elements of all arrays that were read so far. An
   * array is allocated before its elements are read, and many nested arrays could together take
   * gigabytes.
   */
  private boolean isPlausible(@Nullable Class<?> type, long length) {
    if (type != null && type.isArray() && length > 0) {
      unusedBytes -= minimumBytes(type.getComponentType(), length);
    }
    return unusedBytes >= 0;
  }

  private static long minimumBytes(Class<?> component, long length) {
    if (component == Map.Entry.class) {
      return length / 2; // the table of a hash map; at least an eighth of it is used
    }
    return (component == long.class || component == double.class)
        ? length * Long.BYTES
        : (component == int.class || component == float.class)
            ? length * Integer.BYTES
            : (component == char.class || component == short.class) ? length * Short.BYTES : length;
  }

  /**
   * Reads an object.
   *
   * @param root the class for which the stream has {@link ObjectWriter#ROOT} instead of a name
   * @param replacement returns the object to use instead of an object that was read; null to
   *     replace no objects
   */
  static Object read(
      byte[] bytes,
      Class<?> root,
      AllowedClasses classes,
      @Nullable UnaryOperator<Object> replacement)
      throws IOException, ClassNotFoundException {
    try (var in = new ObjectReader(bytes, root, classes, replacement)) {
      return in.readObject();
    }
  }

  @Override
  protected ObjectStreamClass readClassDescriptor() throws IOException {
    String name = readUTF();
    if (name.equals(ObjectWriter.ROOT)) {
      return description(root);
    } else if (name.equals(ObjectWriter.REFERENCE)) {
      return description(EncodedReference.class);
    }
    Class<?> type = classes.find(name);
    ObjectStreamClass description = description(type);
    if (readLong() != Fingerprints.ofSerialized(type)) {
      throw new UndecodableException("it is of " + name + ", which has changed since");
    }
    return description;
  }

  private static ObjectStreamClass description(Class<?> type) throws InvalidClassException {
    ObjectStreamClass description = ObjectStreamClass.lookupAny(type);
    if (description == null) {
      throw new InvalidClassException(type.getName());
    }
    return description;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description) throws IOException {
    Class<?> type = description.forClass(); // readClassDescriptor has found it
    if (type == null) {
      throw new InvalidClassException(description.getName());
    }
    return type;
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces) {
    throw new UndecodableException("it is a dynamic proxy");
  }

  @Override
  protected Object resolveObject(Object object) {
    if (object.getClass().getName().startsWith("java.util.")) {
      if (object instanceof Map<?, ?> map) {
        long keys = sum(map.keySet());
        requireBounded(keys);
        efforts.put(object, keys + sum(map.values()));
      } else if (object instanceof Collection<?> elements) {
        long sum = sum(elements);
        if (object instanceof Set) {
          requireBounded(sum);
        }
        efforts.put(object, sum);
      }
    }
    return (replacement == null) ? object : replacement.apply(object);
  }

  private long sum(Collection<?> elements) {
    if (elements.size() > maxHashing) { // a list of nCopies, for example, can be huge
      return ENDLESS;
    }
    long sum = 1;
    for (Object element : elements) {
      sum = Math.min(ENDLESS, sum + efforts.getOrDefault(element, 1L));
    }
    return sum;
  }

  /**
   * Refuses a set or map that takes too long to hash. A set hashes its elements when it is read,
   * and a map its keys. With 100 levels of two sets, where each set contains both sets of the next
   * level, hashing would take years.
   */
  private void requireBounded(long effort) {
    if (effort > maxHashing) {
      throw UndecodableException.damaged("its elements are too many to hash");
    }
  }
}
