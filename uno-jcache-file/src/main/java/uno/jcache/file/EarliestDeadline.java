/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import uno.jcache.internal.expiry.Expiry;

/**
 * Knows a moment before which no entry dies, so that a large store is not searched for dead entries
 * in vain. It is learned by each search, and after a restart not known.
 */
final class EarliestDeadline {
  private final AtomicLong none = new AtomicLong(Expiry.AT_ONCE);
  private final AtomicLong learned = new AtomicLong(Expiry.NEVER);

  /** An entry with this deadline was stored. */
  void add(long deadline) {
    if (deadline != Expiry.NEVER) {
      lower(learned, deadline); // first: a search that ends now takes it over
      lower(none, deadline);
    }
  }

  private static void lower(AtomicLong value, long deadline) {
    if (deadline < value.get()) {
      value.accumulateAndGet(deadline, Math::min);
    }
  }

  /** Returns whether an entry may be dead. */
  boolean isDue(LongPredicate isLive) {
    return !isLive.test(none.get());
  }

  /** A search begins. One at a time. */
  void begin() {
    learned.set(Expiry.NEVER);
  }

  /** The search found a live entry. */
  void found(long deadline) {
    lower(learned, deadline);
  }

  /** The search has seen all. */
  void end() {
    none.set(learned.get());
    lower(none, learned.get());
  }
}
