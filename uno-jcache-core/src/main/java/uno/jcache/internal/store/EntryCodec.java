/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.List;

/**
 * Turns the keys and stored values of one cache into bytes and back, for stores outside the heap.
 * Safe for use by many threads.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public interface EntryCodec<K, V> {
  /**
   * Returns the bytes of a key: equal keys have equal bytes, in each run of the application.
   *
   * @throws javax.cache.CacheException if keys of this type have no such bytes
   */
  byte[] encodeKey(K key);

  /**
   * Returns the key of these bytes.
   *
   * @throws UndecodableException if they are damaged, or of a type that the cache may not read
   */
  K decodeKey(byte[] bytes);

  /**
   * Returns prefixes of bytes: if a key begins with a text, as a string, then its bytes begin with
   * one of them.
   */
  default List<byte[]> keyPrefixes(String text) {
    return List.of(new byte[0]); // any
  }

  /** Returns the bytes of a stored value. */
  byte[] encodeValue(V value);

  /**
   * Returns the stored value of these bytes, for one thread to read once: see {@link #detached}.
   *
   * @throws UndecodableException if they are damaged, or of a type that the cache may not read
   */
  V decodeValue(byte[] bytes);

  /**
   * Returns a stored value in a form that a store in the heap may keep and return to many threads.
   *
   * @throws UndecodableException if it was not decoded yet, and cannot be
   */
  V detached(V stored);
}
