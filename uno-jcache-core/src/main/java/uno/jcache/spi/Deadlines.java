/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/**
 * Compares the deadlines of a region's entries with its time, which may differ from that of the
 * system. A deadline is the first millisecond since the epoch at which an entry is expired.
 *
 * <p>Safe for use by many threads.
 */
public interface Deadlines {
  /** The deadline of an entry that does not expire. */
  long NEVER = Long.MAX_VALUE;

  /** The deadline of an entry that is expired from the beginning: it is not stored. */
  long IMMEDIATELY = Long.MIN_VALUE;

  /** Returns whether an entry with this deadline is live. */
  boolean isLive(long deadline);

  /** Returns the time in milliseconds since the epoch. */
  long now();
}
