/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.codec;

import java.io.Serializable;

/** What stands in the stream of a key for an object that is bytes of its own. */
final class Part implements Serializable {
  private static final long serialVersionUID = 1L;

  final byte[] bytes;

  Part(byte[] bytes) {
    this.bytes = bytes;
  }
}
