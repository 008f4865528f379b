/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.value.codec.ValueCodec;

/**
 * Stores values as their bytes. They are encoded once, when they are put.
 *
 * <p>In a cache by value, each reader gets an object of its own. In one by reference, a value that
 * was read is shared by all who find it in a near level.
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

  /** Returns the envelope of what {@link #in} returned. */
  byte[] bytesOf(Object stored) {
    return (stored instanceof EncodedValue encoded) ? encoded.bytes : codec.encode(stored);
  }

  /** Returns the stored form of a value that was read. */
  Object stored(Object value, byte[] envelope) {
    return ImmutableTypes.isImmutable(value)
        ? value
        : new EncodedValue(ValueCodec.withoutHistory(envelope), value, true);
  }

  /**
   * Returns what many threads may see of it.
   *
   * @throws UndecodableException if no reader could read it
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
