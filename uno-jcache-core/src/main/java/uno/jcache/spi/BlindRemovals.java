/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;

/** A {@link ByteStore} that removes entries without returning them. */
public interface BlindRemovals {
  /**
   * Removes entries, each independently of the others. Not called while an invalidation is not
   * reclaimed ({@link Invalidations#isEmpty}).
   *
   * @param now in milliseconds since the epoch: tells expired entries from live ones
   * @return in the order of the keys: what was removed; {@link Removal#SUPERSEDED} where nothing
   *     was, since an invalidation may have been published meanwhile
   */
  List<Removal> removeAll(List<byte[]> keys, long now);
}
