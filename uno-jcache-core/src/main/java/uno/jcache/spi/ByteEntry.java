/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import uno.jcache.internal.store.StoredEntry;

/**
 * One entry as a {@link ByteStore} holds it, dead or alive.
 *
 * <p>What a store returns is at the same time the token of its compare-and-set: it stands for
 * exactly this version of the entry, and the store that returned it knows it again. Where the store
 * has {@linkplain ByteStore#lease leases}, it is equal to another of the same version.
 */
public interface ByteEntry {
  /**
   * Returns the value. The array is nobody's to change; it may be the store's own.
   *
   * @throws StoreException if the store cannot be read
   */
  byte[] value();

  /** Returns what the deadline would be without its limit, as {@link StoredEntry} has it. */
  long policyDeadline();

  /** Returns the limit of the deadline, as {@link StoredEntry} has it. */
  long notAfter();

  /** Returns the deadline: the earlier of the two. */
  default long expiresAt() {
    return Math.min(policyDeadline(), notAfter());
  }

  /** Returns the number of the last of {@link Invalidations} when it was stored. */
  default long epoch() {
    return 0;
  }

  /**
   * Returns when it was stored, in milliseconds since the epoch by the clock of whoever stored it;
   * 0 if that is unknown. Moving its deadline does not change this.
   */
  default long writtenAt() {
    return 0;
  }

  /**
   * Returns whether this is no entry, but the mark of one that is being loaded. It has no value,
   * and is dead.
   */
  default boolean isLease() {
    return false;
  }

  /**
   * Returns whether a later version of this library wrote the entry in a format that the store does
   * not know. It has no value for this process, but stays for others; a change may replace it.
   */
  default boolean isForeign() {
    return false;
  }

  /** Returns an entry to be stored, where no invalidation was declared yet. */
  static ByteEntry of(byte[] value, long policyDeadline, long notAfter) {
    return of(value, policyDeadline, notAfter, 0);
  }

  /**
   * Returns an entry to be stored.
   *
   * @param epoch of the last of {@link Invalidations} by which was judged what it was decided from
   */
  static ByteEntry of(byte[] value, long policyDeadline, long notAfter, long epoch) {
    return of(value, policyDeadline, notAfter, epoch, 0);
  }

  /**
   * Returns an entry to be stored.
   *
   * @param epoch of the last of {@link Invalidations} by which was judged what it was decided from
   * @param writtenAt when it is stored, as {@link #writtenAt} has it
   */
  static ByteEntry of(
      byte[] value, long policyDeadline, long notAfter, long epoch, long writtenAt) {
    return new ByteEntry() {
      @Override
      public byte[] value() {
        return value;
      }

      @Override
      public long policyDeadline() {
        return policyDeadline;
      }

      @Override
      public long notAfter() {
        return notAfter;
      }

      @Override
      public long epoch() {
        return epoch;
      }

      @Override
      public long writtenAt() {
        return writtenAt;
      }
    };
  }
}
