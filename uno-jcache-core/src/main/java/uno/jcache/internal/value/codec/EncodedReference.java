/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** What stands in the stream of a key for an object that is bytes of its own. */
final class EncodedReference implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Written by hand: as a field it would be an object that the part refers to, and so another part.
   */
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
      throw new InvalidObjectException("a length that cannot be");
    }
    bytes = in.readNBytes(length); // allocates what there is only
    if (bytes.length < length) {
      throw new InvalidObjectException("cut short");
    }
  }
}
