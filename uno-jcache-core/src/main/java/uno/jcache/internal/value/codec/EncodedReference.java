/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Replaces an object in the serialized stream of a key by the object's own bytes. */
final class EncodedReference implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Written by hand: as a normal field it would be an object that is replaced in turn. */
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
    bytes = in.readNBytes(length); // allocates only what is really in the stream
    if (bytes.length < length) {
      throw new InvalidObjectException("cut short");
    }
  }
}
