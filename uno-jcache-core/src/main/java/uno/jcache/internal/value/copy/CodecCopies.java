/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.value.codec.ValueCodec;

/**
 * Stores values as bytes. A value is encoded once, when it is put.
 *
 * <p>In a cache that stores by value, each reader gets its own object, unless that is immutable. In
 * a cache that stores by reference, all readers of an entry in the near cache share one object.
 */
final class CodecCopies<T> extends Copies<T> {
  private final ValueCodec codec;
  private final ImmutableTypes immutable;
  private final boolean isByReference;

  CodecCopies(ValueCodec codec, ImmutableTypes immutable, boolean isByReference) {
    this.codec = codec;
    this.immutable = immutable;
    this.isByReference = isByReference;
  }

  private boolean isShared(Object object) {
    return isByReference || immutable.isImmutable(object);
  }

  @Override
  public Object in(T object) {
    if (SimpleTypes.contains(object.getClass())) {
      return object; // it can be encoded later, as this cannot fail
    }
    byte[] bytes = codec.encode(object);
    copying();
    return isShared(object)
        ? EncodedValue.shared(bytes, object, false)
        : EncodedValue.of(bytes, null, false);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T out(Object stored) {
    if (!(stored instanceof EncodedValue encoded)) {
      return (T) stored;
    }
    Object decoded = encoded.take();
    return (T) ((decoded == null) ? codec.decode(encoded.bytes).value() : decoded);
  }

  @Override
  public T copy(T object) {
    return out(in(object));
  }

  /** Returns the envelope of a stored form. */
  byte[] bytesOf(Object stored) {
    return (stored instanceof EncodedValue encoded) ? encoded.bytes : codec.encode(stored);
  }

  /** Returns the stored form of a decoded value. */
  Object stored(Object value, byte[] envelope) {
    if (SimpleTypes.contains(value.getClass())) {
      return value;
    }
    byte[] bytes = ValueCodec.withoutHistory(envelope);
    copying();
    return isShared(value)
        ? EncodedValue.shared(bytes, value, true)
        : EncodedValue.of(bytes, value, true);
  }

  /**
   * Returns a stored form that many threads may read: the object itself if they may share it, so
   * that a read need not go through the stored form, and the bytes take no room.
   *
   * @throws UndecodableException if the stored form cannot be decoded
   */
  Object detached(Object stored) {
    if (!(stored instanceof EncodedValue encoded)) {
      return stored;
    } else if (!encoded.isReadable) {
      ValueCodec.DecodedValue unused = codec.decode(encoded.bytes);
    }
    return encoded.forMany();
  }
}
