/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import uno.jcache.spi.Deadlines;

/**
 * A time before which no entry expires, so that a sweep need not scan a large store in vain. Each
 * scan finds it; after a restart it is unknown. Safe for use by many threads.
 */
final class EarliestDeadline {
  private final AtomicLong earliest = new AtomicLong(Deadlines.IMMEDIATELY);
  private final AtomicLong earliestInScan = new AtomicLong(Deadlines.NEVER);

  /** Records that an entry with this deadline was stored. */
  void add(long deadline) {
    if (deadline != Deadlines.NEVER) {
      lower(earliestInScan, deadline); // first: a scan that ends now publishes it
      lower(earliest, deadline);
    }
  }

  private static void lower(AtomicLong value, long deadline) {
    if (deadline < value.get()) {
      value.accumulateAndGet(deadline, Math::min);
    }
  }

  /** Returns whether an entry may have expired. */
  boolean isDue(LongPredicate isLive) {
    return !isLive.test(earliest.get());
  }

  /** Begins a scan. The caller runs one scan at a time. */
  void beginScan() {
    earliestInScan.set(Deadlines.NEVER);
  }

  /** Records that the scan found a live entry with this deadline. */
  void addLive(long deadline) {
    lower(earliestInScan, deadline);
  }

  /** Ends a scan that has visited all entries. */
  void endScan() {
    earliest.set(earliestInScan.get());
    lower(earliest, earliestInScan.get()); // an entry may have been stored in between
  }
}
