/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

/**
 * Stores objects as their serialized bytes. They are serialized once, when they are put; a get only
 * deserializes, while a get that copies a stored object would do both.
 */
final class SerializationCopies<T> extends Copies<T> {
  private final Serializer serializer;

  SerializationCopies(Serializer serializer) {
    this.serializer = serializer;
  }

  /** Distinguishes serialized bytes from a byte array of the application. */
  private static final class Serialized {
    final byte[] bytes;

    Serialized(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  @Override
  public Object in(T object) {
    return ImmutableTypes.isImmutable(object) ? object : new Serialized(serializer.toBytes(object));
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
