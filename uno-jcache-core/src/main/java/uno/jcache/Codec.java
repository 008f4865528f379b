/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import uno.jcache.internal.value.codec.Fingerprints;
import uno.jcache.internal.value.codec.SerializationCodec;

/**
 * Turns values into bytes and back, for caches whose store keeps bytes. Set by {@link
 * UnoConfiguration#setCodec}. Strings, numbers, byte arrays and the like never come here: the cache
 * encodes these itself, as it does keys.
 *
 * <p>Called by many threads at once.
 */
public interface Codec {
  /**
   * Returns the name by which stored values know how they were encoded: short, and never changed,
   * as values of another codec are not read.
   */
  String name();

  /**
   * Returns the bytes of a value.
   *
   * @param classes to be told of each class that is to be found when the bytes are read, but for
   *     that of the value itself
   * @throws Exception if the value has none; the operation fails then and changes nothing
   */
  byte[] encode(Object value, AllowedClasses classes) throws Exception;

  /**
   * Returns the class that {@link #decode} is to be told for a value: its own, or one that stands
   * for it.
   */
  default Class<?> typeOf(Object value) {
    return (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
  }

  /**
   * Returns the value of these bytes.
   *
   * @param bytes what {@link #encode} returned, unless somebody else wrote to the store
   * @param type what {@link #typeOf} returned, which is admitted and has the {@link #fingerprint}
   *     it had
   * @param classes finds all other classes
   * @throws Exception if it cannot be read; the entry is dropped then, and the value missing
   */
  Object decode(byte[] bytes, Class<?> type, AllowedClasses classes) throws Exception;

  /**
   * Returns a number that changes when values of a type can no longer be read from the bytes of
   * before: they are missing then. By default it is made from the names and types of the fields, of
   * the type itself and of types of fields outside the JDK.
   */
  default long fingerprint(Class<?> type) {
    return Fingerprints.ofFields(type);
  }

  /**
   * Returns the codec of Java serialization, which is the default. It reads admitted classes only,
   * and none whose serialized fields or {@code serialVersionUID} have changed.
   */
  static Codec serialization() {
    return SerializationCodec.INSTANCE;
  }

  /**
   * Returns a codec of JSON, which other languages can read, too: a {@link JsonCodec} that needs
   * Jackson ({@code com.fasterxml.jackson.core:jackson-databind}) on the class path.
   *
   * @throws javax.cache.CacheException if that is not there
   */
  static Codec json() {
    return SerializationCodec.json();
  }
}
