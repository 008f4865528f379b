/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Keys as UTF-16, values serialized. */
public final class SerializedCodec implements EntryCodec<String, Object> {
  @Override
  public byte[] encodeKey(String key) {
    return key.getBytes(StandardCharsets.UTF_16BE); // also of halves of characters
  }

  @Override
  public String decodeKey(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_16BE);
  }

  @Override
  public byte[] encodeValue(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  @SuppressWarnings("BanSerializableRead") // what the test has written itself
  public Object decodeValue(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new UndecodableException("not a serialized value", e);
    }
  }

  @Override
  public Object detached(Object decoded) {
    return decoded;
  }
}
