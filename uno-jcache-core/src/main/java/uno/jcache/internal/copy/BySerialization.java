/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.copy;

/**
 * Stores objects as their serialized bytes: written once, when they are put, and read at each get,
 * where storing a copy would take both at each get.
 */
final class BySerialization<T> extends Copies<T> {
  private final Serializer serializer;

  BySerialization(Serializer serializer) {
    this.serializer = serializer;
  }

  /** Tells our bytes from a byte array of the application's. */
  private static final class Serialized {
    final byte[] bytes;

    Serialized(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  @Override
  public Object in(T object) {
    return Immutable.isImmutable(object) ? object : new Serialized(serializer.toBytes(object));
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
