/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

/**
 * Stores objects as their serialized bytes. An object is serialized once, when it is put, and each
 * get only deserializes it. If the object itself were stored, each get would have to do both.
 */
final class SerializationCopies<T> extends Copies<T> {
  private final Serializer serializer;
  private final ImmutableTypes immutable;

  SerializationCopies(Serializer serializer, ImmutableTypes immutable) {
    this.serializer = serializer;
    this.immutable = immutable;
  }

  /** Wraps serialized bytes, to distinguish them from a byte array of the application. */
  private static final class Serialized {
    final byte[] bytes;

    Serialized(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  @Override
  public Object in(T object) {
    if (immutable.isImmutable(object)) {
      return object;
    }
    byte[] bytes = serializer.toBytes(object);
    copying();
    return new Serialized(bytes);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T out(Object stored) {
    return (T) (stored instanceof Serialized it ? serializer.fromBytes(it.bytes) : stored);
  }

  @Override
  public T copy(T object) {
    return out(in(object));
  }
}
