/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The changes of this process that it sent and had no answer to. Each may have taken effect, after
 * this process had read what was there before. So where the message of such a change comes, it is
 * heeded as if it were another's: exactly that of the change, by its number, and not that of the
 * next change of the same key.
 *
 * <p>A change is forgotten when its message can come no more. Safe for use by many threads.
 */
final class InDoubtWrites {
  private static final int MAXIMUM = 10_000;

  private final long remembered;
  private final LongSupplier nanoTime;
  private final Deque<Change> changes = new ArrayDeque<>(); // with the monitor, as what follows
  private final Set<Long> numbers = new HashSet<>();
  private boolean hasMore; // than can be remembered: each change may be one
  private long moreUntil;

  /** Whether there may be any, so that most need not ask. */
  private volatile boolean hasAny;

  private record Change(long number, long until) {}

  /**
   * Nothing is unanswered yet.
   *
   * @param remembered for how long a change is, in nanoseconds
   * @param nanoTime tells the time, as {@link System#nanoTime} does
   */
  InDoubtWrites(long remembered, LongSupplier nanoTime) {
    this.remembered = remembered;
    this.nanoTime = nanoTime;
  }

  /** A change was not answered. */
  synchronized void add(long number) {
    long now = nanoTime.getAsLong();
    forgetUntil(now);
    if (changes.size() == MAXIMUM) {
      hasMore = true;
      moreUntil = now + remembered;
    } else if (numbers.add(number)) {
      changes.add(new Change(number, now + remembered));
    }
    hasAny = true;
  }

  /** Returns whether a change may be one that was not answered. */
  boolean contains(long number) {
    return hasAny && isRemembered(number);
  }

  private synchronized boolean isRemembered(long number) {
    forgetUntil(nanoTime.getAsLong());
    return hasMore || numbers.contains(number);
  }

  private void forgetUntil(long now) {
    for (Change first = changes.peek();
        first != null && now - first.until >= 0;
        first = changes.peek()) {
      changes.remove();
      numbers.remove(first.number);
    }
    hasMore = hasMore && now - moreUntil < 0;
    hasAny = hasMore || !changes.isEmpty();
  }
}
