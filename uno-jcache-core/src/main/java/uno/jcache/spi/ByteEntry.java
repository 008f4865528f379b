/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/**
 * One entry of a {@link ByteStore}, live or expired.
 *
 * <p>An entry that a store returns is also the token of its compare-and-set: it stands for exactly
 * this version of the entry, and the store recognizes it. In a {@link Shared} store it is equal to
 * another that stands for the same version.
 */
public interface ByteEntry {
  /**
   * Returns the value. The array must not be changed; it may be the store's own.
   *
   * @throws StoreException if the store cannot be read
   */
  byte[] value();

  /**
   * Returns the deadline by the region's expiry policy, from which the policy computes the next
   * one. See {@link Deadlines} for units.
   */
  long policyDeadline();

  /**
   * Returns the limit of the deadline: no access moves the deadline beyond it. {@link
   * Deadlines#NEVER} for none.
   */
  long notAfter();

  /** Returns the deadline: the earlier of the two. */
  default long expiresAt() {
    return Math.min(policyDeadline(), notAfter());
  }

  /** Returns the epoch of the last of {@link Invalidations} when the entry was stored. */
  default long epoch() {
    return 0;
  }

  /**
   * Returns when the entry was stored, in milliseconds since the epoch of Java, by the clock of the
   * process that stored it; 0 if that is unknown. Moving the deadline does not change this.
   */
  default long writtenAt() {
    return 0;
  }

  /**
   * Returns whether this is not an entry, but a placeholder: the lease of a value that is being
   * loaded ({@link Shared#lease}), or what a store leaves for a while where it has removed an
   * entry. It has no value, and is expired.
   */
  default boolean isPlaceholder() {
    return false;
  }

  /**
   * Returns whether a later version of this library wrote the entry, in a format that the store
   * cannot read. The entry has no value for this process, but stays for others; a change may
   * replace it.
   */
  default boolean isForeign() {
    return false;
  }

  /** Returns an entry to be stored, where no invalidation was published yet. */
  static ByteEntry of(byte[] value, long policyDeadline, long notAfter) {
    return of(value, policyDeadline, notAfter, 0);
  }

  /**
   * Returns an entry to be stored.
   *
   * @param epoch of the last invalidation by which the entry was judged that it is made of
   */
  static ByteEntry of(byte[] value, long policyDeadline, long notAfter, long epoch) {
    return of(value, policyDeadline, notAfter, epoch, 0);
  }

  /**
   * Returns an entry to be stored.
   *
   * @param epoch of the last invalidation by which the entry was judged that it is made of
   * @param writtenAt when it is stored, as {@link #writtenAt}
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
