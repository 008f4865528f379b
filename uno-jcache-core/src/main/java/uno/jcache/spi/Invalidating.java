/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A {@link ByteStore} that hides any number of entries immediately: it keeps {@link Invalidations}
 * beside the entries, and the cache judges entries by them. The hidden entries are removed later:
 * whoever published the invalidation scans for them.
 */
public interface Invalidating {
  /**
   * Returns the invalidations that concern a key; no older than what this store last returned for
   * the key. Cheap: each operation calls it.
   */
  Invalidations invalidations(byte[] key);

  /**
   * Publishes an invalidation to all processes that use the store. From when this returns, {@link
   * #invalidations} contains it, also after a crash, and {@link ByteStore#compareAndSet} refuses
   * what was decided before.
   *
   * @param patterns which keys it covers, as strings
   * @return its epoch, for {@link #reclaimed}; empty if nothing is hidden, since too many
   *     invalidations are not reclaimed yet
   */
  OptionalLong invalidate(List<String> patterns);

  /**
   * Reports that all entries which an invalidation covered have been removed. A store may ignore
   * that at first, if an entry could still arrive late; it then hides that, and {@link
   * #unreclaimed} returns the invalidation later.
   *
   * @param epoch what {@link #invalidate} or {@link #unreclaimed} returned
   */
  void reclaimed(long epoch);

  /**
   * Returns the epochs, for {@link #reclaimed}, of the invalidations of any process that are not
   * reclaimed yet: one for each, or one for each part of it. For a while it may still return those
   * that were just reclaimed, and not yet those for which it would ignore that.
   */
  Set<Long> unreclaimed();

  /**
   * Asks to scan for all entries that invalidations cover. Of all processes that share the entries,
   * one does so at a time; it calls {@link #endReclaiming} afterwards.
   *
   * @return false if another process is doing it
   */
  default boolean beginReclaiming() {
    return true;
  }

  /** Reports that the scan has ended, whether it succeeded or not. */
  default void endReclaiming() {}
}
