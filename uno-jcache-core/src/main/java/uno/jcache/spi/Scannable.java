/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;
import java.util.OptionalLong;

/** A {@link ByteStore} that lists its entries. Every region needs this: a cache can be iterated. */
public interface Scannable {
  /** Returns a cursor over all entries but placeholders. The caller closes it. */
  ByteCursor scan();

  /**
   * Returns a cursor as {@link #scan} does, whose entries may lack their values.
   *
   * @param prefixes the caller looks for keys that begin with one of these; the cursor may leave
   *     out others
   */
  default ByteCursor scanKeys(List<byte[]> prefixes) {
    return scan();
  }

  /**
   * Removes all entries that are present when it is called. They do not come back after a crash.
   */
  void clear();

  /** Returns about how many entries there are, expired ones included. May scan all of them. */
  long size();

  /** Returns the same if that takes no scan, for metrics; empty otherwise. */
  default OptionalLong knownSize() {
    return OptionalLong.empty();
  }
}
