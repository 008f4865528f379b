/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.nio.ByteBuffer;
import java.util.List;
import uno.jcache.Codec;
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.internal.value.codec.KeyCodec;
import uno.jcache.internal.value.codec.ValueCodec;
import uno.jcache.internal.value.copy.ImmutableTypes;
import uno.jcache.internal.value.copy.StoredBytes;

/** The codec that caches have, for tests of stores without a cache around them. */
public final class ByteCodecs {
  private ByteCodecs() {}

  /**
   * Returns one of numbers.
   *
   * @param run a part of all keys: so the keys of two runs are different ones in one store
   */
  public static EntryCodec<Integer, Integer> ofNumbers(int run) {
    return new EntryCodec<>() {
      @Override
      public byte[] encodeKey(Integer key) {
        return ByteBuffer.allocate(8).putInt(run).putInt(key).array();
      }

      @Override
      public Integer decodeKey(byte[] key) {
        return ByteBuffer.wrap(key).getInt(4);
      }

      @Override
      public byte[] encodeValue(Integer value) {
        return ByteBuffer.allocate(4).putInt(value).array();
      }

      @Override
      public Integer decodeValue(byte[] value) {
        return ByteBuffer.wrap(value).getInt();
      }

      @Override
      public Integer detached(Integer decoded) {
        return decoded;
      }
    };
  }

  /** Returns one whose stored values are those of the application. */
  public static EntryCodec<String, Object> of(String cacheName) {
    ClassAllowList admitted = new ClassAllowList(ByteCodecs.class.getClassLoader(), List.of());
    ValueCodec values =
        new ValueCodec(cacheName, Codec.serialization(), admitted, Object.class, Long.MAX_VALUE);
    StoredBytes<String, Object> bytes =
        new StoredBytes<>(
            new KeyCodec(cacheName, admitted),
            values,
            String.class,
            new ImmutableTypes(ByteCodecs.class.getClassLoader(), List.of()),
            false);
    return new EntryCodec<>() {
      @Override
      public byte[] encodeKey(String key) {
        return bytes.encodeKey(key);
      }

      @Override
      public String decodeKey(byte[] key) {
        return bytes.decodeKey(key);
      }

      @Override
      public byte[] encodeValue(Object value) {
        return bytes.encodeValue(bytes.values().in(value));
      }

      @Override
      public Object decodeValue(byte[] value) {
        return bytes.values().out(bytes.decodeValue(value));
      }

      @Override
      public Object detached(Object decoded) {
        return decoded;
      }
    };
  }
}
