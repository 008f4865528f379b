/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.io.IOException;
import java.io.Serializable;
import javax.cache.CacheException;
import uno.jcache.AllowedClasses;
import uno.jcache.Codec;
import uno.jcache.JsonCodec;

/** Java serialization of allowed classes. */
public final class SerializationCodec implements Codec, Serializable {
  /** The only instance. */
  public static final Codec INSTANCE = new SerializationCodec();

  private static final long serialVersionUID = 1L;

  private SerializationCodec() {}

  private Object readResolve() {
    return INSTANCE;
  }

  /** Implements {@link Codec#json}. */
  public static Codec json() {
    try {
      return new JsonCodec();
    } catch (NoClassDefFoundError e) {
      throw new CacheException(
          "The codec json needs com.fasterxml.jackson.core:jackson-databind on the class path", e);
    }
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public byte[] encode(Object value, AllowedClasses classes) throws IOException {
    return ObjectWriter.write(value, typeOf(value), classes, null);
  }

  @Override
  public Object decode(byte[] bytes, Class<?> type, AllowedClasses classes)
      throws IOException, ClassNotFoundException {
    return ObjectReader.read(bytes, type, classes, null);
  }

  @Override
  public long fingerprint(Class<?> type) {
    return Fingerprints.ofSerialized(type);
  }

  @Override
  public String toString() {
    return "serialization";
  }
}
