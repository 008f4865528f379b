/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import uno.jcache.internal.value.codec.Fingerprints;
import uno.jcache.internal.value.codec.SerializationCodec;

/**
 * Encodes values as bytes, for caches whose store keeps bytes. Set by {@link
 * UnoConfiguration#setCodec}. The cache itself encodes keys, and values such as strings, numbers
 * and byte arrays.
 *
 * <p>Must be safe for use by many threads.
 */
public interface Codec {
  /**
   * Returns the name of this codec, which is stored with each value. Keep it short, and never
   * change it: values with another codec name are not decoded.
   */
  String name();

  /**
   * Returns the bytes of a value.
   *
   * @param classes its {@link AllowedClasses#allowEncoded} must be called with each class that
   *     {@link #decode} will need, except that of the value itself
   * @throws Exception if the value cannot be encoded; the operation then fails and changes nothing
   */
  byte[] encode(Object value, AllowedClasses classes) throws Exception;

  /** Returns the class that is passed to {@link #decode}: that of the value, or a substitute. */
  default Class<?> typeOf(Object value) {
    return (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
  }

  /**
   * Returns the value of these bytes.
   *
   * @param bytes what {@link #encode} returned, unless another program wrote to the store
   * @param type what {@link #typeOf} returned; it is allowed, and its {@link #fingerprint} has not
   *     changed
   * @param classes finds all other classes
   * @throws Exception if it cannot be decoded; the entry then reads as absent, but stays for
   *     processes that can decode it
   */
  Object decode(byte[] bytes, Class<?> type, AllowedClasses classes) throws Exception;

  /**
   * Returns a number that changes when a class changes incompatibly. Values with another
   * fingerprint read as absent. By default it is computed from the names and types of the fields,
   * of the type itself and of types of fields outside the JDK.
   */
  default long fingerprint(Class<?> type) {
    return Fingerprints.ofFields(type);
  }

  /**
   * Returns the codec of Java serialization, which is the default. It decodes allowed classes only,
   * and none whose serialized fields or {@code serialVersionUID} have changed.
   */
  static Codec serialization() {
    return SerializationCodec.INSTANCE;
  }

  /**
   * Returns a codec of JSON, which other languages can read, too: a {@link JsonCodec} that needs
   * Jackson ({@code com.fasterxml.jackson.core:jackson-databind}) on the class path.
   *
   * @throws javax.cache.CacheException if Jackson is absent
   */
  static Codec json() {
    return SerializationCodec.json();
  }
}
