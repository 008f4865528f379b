/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The changes of this process that the server has not acknowledged. Each may have taken effect,
 * after this process had read what was there before. So a store that hears of all changes, and
 * ignores its own, must not ignore these: it asks by the number of the change that it hears of.
 *
 * <p>A change is forgotten when nothing can be heard of it any more. More than {@value #MAXIMUM}
 * are not remembered one by one: for a while each change may be one of them. Safe for use by many
 * threads.
 */
public final class UnacknowledgedWrites {
  private static final int MAXIMUM = 10_000;

  private final long remembered;
  private final LongSupplier nanoTime;
  private final Deque<UnacknowledgedWrite> changes =
      new ArrayDeque<>(); // with the monitor, as what follows
  private final Set<Long> numbers = new HashSet<>();
  private boolean hasMore; // than can be remembered: each change may be one
  private long moreUntil;

  /** Whether there may be any, so that most need not ask. */
  private volatile boolean hasAny;

  private record UnacknowledgedWrite(long number, long until) {}

  /**
   * All is acknowledged.
   *
   * @param remembered for how long a change is remembered, in nanoseconds
   * @param nanoTime tells the time, as {@link System#nanoTime} does
   */
  public UnacknowledgedWrites(long remembered, LongSupplier nanoTime) {
    this.remembered = remembered;
    this.nanoTime = nanoTime;
  }

  /** A change was sent, and not acknowledged. */
  public synchronized void add(long number) {
    long now = nanoTime.getAsLong();
    forgetUntil(now);
    if (changes.size() == MAXIMUM) {
      hasMore = true;
      moreUntil = now + remembered;
    } else if (numbers.add(number)) {
      changes.add(new UnacknowledgedWrite(number, now + remembered));
    }
    hasAny = true;
  }

  /** Returns whether a change may be one that was not acknowledged. */
  public boolean contains(long number) {
    return hasAny && isRemembered(number);
  }

  private synchronized boolean isRemembered(long number) {
    forgetUntil(nanoTime.getAsLong());
    return hasMore || numbers.contains(number);
  }

  private void forgetUntil(long now) {
    for (UnacknowledgedWrite first = changes.peek();
        first != null && now - first.until >= 0;
        first = changes.peek()) {
      changes.remove();
      numbers.remove(first.number);
    }
    hasMore = hasMore && now - moreUntil < 0;
    hasAny = hasMore || !changes.isEmpty();
  }
}
