/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spares callers the time-out of a server that does not answer: after some failures in a row, calls
 * fail at once, but for one from time to time that tries whether it is back. Safe for use by many
 * threads.
 */
final class Breaker {
  private static final int FAILURES = 3;
  private static final long FIRST_BACKOFF = 100_000_000;
  private static final long LONGEST_BACKOFF = 1_000_000_000;

  private final LongSupplier nanos;
  private volatile @Nullable Throwable broken; // with what; null while all is well
  private int failures; // by the monitor, as what follows
  private long backoff = FIRST_BACKOFF;
  private long tryAt;

  /**
   * A breaker that is closed.
   *
   * @param nanos tells the time, as {@link System#nanoTime} does
   */
  Breaker(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Returns why a call is to fail at once; or null where it may be tried. */
  @Nullable Throwable refusal() {
    return (broken == null) ? null : refusalNow();
  }

  private synchronized @Nullable Throwable refusalNow() {
    Throwable why = broken;
    long now = nanos.getAsLong();
    if (why == null || now - tryAt >= 0) {
      tryAt = now + backoff; // the others wait for this one
      return null;
    }
    return why;
  }

  /** A call was answered. */
  void succeeded() {
    if (broken != null || failures > 0) {
      reset();
    }
  }

  private synchronized void reset() {
    broken = null;
    failures = 0;
    backoff = FIRST_BACKOFF;
  }

  /** A call was not answered. */
  synchronized void failed(Throwable why) {
    failures++;
    if (broken != null) {
      backoff = Math.min(2 * backoff, LONGEST_BACKOFF);
      tryAt = nanos.getAsLong() + backoff;
    } else if (failures >= FAILURES) {
      tryAt = nanos.getAsLong() + backoff;
      broken = why;
    }
  }

  /** Returns whether calls fail at once. */
  boolean isBroken() {
    return broken != null;
  }
}
