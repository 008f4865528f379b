/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.util.List;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.value.codec.KeyCodec;
import uno.jcache.internal.value.codec.ValueCodec;
import uno.jcache.internal.value.codec.ValueCodec.EntryHistory;
import uno.jcache.internal.value.copy.StoredForm.Annotated;

/**
 * Encodes the keys and the stored values ({@link StoredForm}) of one cache, for stores that keep
 * bytes.
 *
 * @param <K> the type of keys
 * @param <V> the type of values that the application sees
 */
public final class StoredBytes<K, V> implements EntryCodec<K, Object> {
  private final KeyCodec keys;
  private final ValueCodec values;
  private final CodecCopies<V> copies;
  private final Class<K> keyType;
  private final ImmutableTypes immutable;

  /**
   * Creates the encoder of one cache.
   *
   * @param immutable the objects that several readers may share
   * @param isByReference whether they may share all objects
   */
  public StoredBytes(
      KeyCodec keys,
      ValueCodec values,
      Class<K> keyType,
      ImmutableTypes immutable,
      boolean isByReference) {
    this.keys = keys;
    this.values = values;
    this.keyType = keyType;
    this.immutable = immutable;
    this.copies = new CodecCopies<>(values, immutable, isByReference);
  }

  /** Returns the converter between values and the stored forms that this class encodes. */
  public Copies<V> values() {
    return copies;
  }

  /**
   * Returns the converter of keys. It encodes and decodes a key to copy it, so that keys need not
   * be Serializable.
   */
  public Copies<K> keys() {
    return new Copies<>() {
      @Override
      public Object in(K key) {
        return copy(key);
      }

      @Override
      @SuppressWarnings("unchecked")
      public K out(Object stored) {
        return copy((K) stored);
      }

      @Override
      public K copy(K key) {
        return immutable.isImmutable(key) ? key : decodeKey(encodeKey(key));
      }
    };
  }

  @Override
  public byte[] encodeKey(K key) {
    return keys.encode(key);
  }

  /** The prefixes depend on the text only if all keys are strings. */
  @Override
  public List<byte[]> keyPrefixes(String text) {
    return (keyType == String.class) ? KeyCodec.prefixes(text) : EntryCodec.super.keyPrefixes(text);
  }

  @Override
  @SuppressWarnings("unchecked") // a primitive type cannot be checked
  public K decodeKey(byte[] bytes) {
    Object key = keys.decode(bytes);
    if (!keyType.isInstance(key) && !keyType.isPrimitive()) {
      throw new UndecodableException(
          "its key is of " + key.getClass().getName() + ", and keys are of " + keyType.getName());
    }
    return (K) key;
  }

  @Override
  public byte[] encodeValue(Object stored) {
    if (stored instanceof Annotated it) {
      return ValueCodec.withHistory(
          copies.bytesOf(it.stored), new EntryHistory(it.createdAt, it.lastAccessedAt, it.version));
    }
    return copies.bytesOf(stored);
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    ValueCodec.DecodedValue read = values.decode(bytes);
    Object stored = copies.stored(read.value(), bytes);
    EntryHistory history = read.history();
    return (history == null)
        ? stored
        : new Annotated(stored, 1, history.createdAt(), history.accessedAt(), history.version());
  }

  @Override
  public Object detached(Object decoded) {
    if (decoded instanceof Annotated it) {
      return new Annotated(
          copies.detached(it.stored), it.weight, it.createdAt, it.lastAccessedAt, it.version);
    }
    return copies.detached(decoded);
  }
}
