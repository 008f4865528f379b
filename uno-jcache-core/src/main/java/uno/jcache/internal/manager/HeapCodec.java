/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import uno.jcache.internal.store.EntryCodec;

/** Encodes nothing, for stores in the heap. */
final class HeapCodec<K, V> implements EntryCodec<K, V> {
  @Override
  public byte[] encodeKey(K key) {
    throw new UnsupportedOperationException("a store in the heap encodes nothing");
  }

  @Override
  public K decodeKey(byte[] bytes) {
    throw new UnsupportedOperationException("a store in the heap decodes nothing");
  }

  @Override
  public byte[] encodeValue(V value) {
    throw new UnsupportedOperationException("a store in the heap encodes nothing");
  }

  @Override
  public V decodeValue(byte[] bytes) {
    throw new UnsupportedOperationException("a store in the heap decodes nothing");
  }

  @Override
  public V detached(V decoded) {
    return decoded;
  }
}
