/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.value.codec.ValueCodec;

/**
 * Stores values as bytes. A value is encoded once, when it is put.
 *
 * <p>In a cache that stores by value, each reader gets its own object. In a cache that stores by
 * reference, all readers of an entry in the near cache share one object.
 */
final class CodecCopies<T> extends Copies<T> {
  private final ValueCodec codec;
  private final boolean isShared;

  CodecCopies(ValueCodec codec, boolean isShared) {
    this.codec = codec;
    this.isShared = isShared;
  }

  @Override
  public Object in(T object) {
    return ImmutableTypes.isImmutable(object)
        ? object
        : new EncodedValue(codec.encode(object), isShared ? object : null, false);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T out(Object stored) {
    if (!(stored instanceof EncodedValue encoded)) {
      return (T) stored;
    }
    Object decoded = isShared ? encoded.share() : encoded.take();
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
    return ImmutableTypes.isImmutable(value)
        ? value
        : new EncodedValue(ValueCodec.withoutHistory(envelope), value, true);
  }

  /**
   * Returns a stored form that many threads may read.
   *
   * @throws UndecodableException if the stored form cannot be decoded
   */
  Object detached(Object stored) {
    if (!(stored instanceof EncodedValue encoded)) {
      return stored;
    } else if (!encoded.isReadable) {
      ValueCodec.DecodedValue unused = codec.decode(encoded.bytes);
    } else if (isShared || encoded.share() == null) {
      return stored;
    }
    return new EncodedValue(encoded.bytes, isShared ? encoded.share() : null, true);
  }
}
