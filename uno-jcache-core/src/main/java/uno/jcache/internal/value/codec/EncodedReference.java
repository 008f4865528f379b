/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Replaces an object in the serialized stream of a key. Contains the object's own bytes. */
final class EncodedReference implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Written by {@link #writeObject}. As a normal field, the array itself would be replaced. */
  transient byte[] bytes;

  EncodedReference(byte[] bytes) {
    this.bytes = bytes;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void readObject(ObjectInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new InvalidObjectException("invalid length");
    }
    bytes = in.readNBytes(length); // allocates no more bytes than the stream has
    if (bytes.length < length) {
      throw new InvalidObjectException("cut short");
    }
  }
}
