/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.management;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a cache does (JSR-107 1.1, chapter 12). Counts are exact; times are averages over a
 * sample, since reading the clock twice would take longer than most operations: the first {@value
 * #ALWAYS_TIMED} operations of a kind are timed, then one in {@value #TIMED_ONE_IN}, which stands
 * for as many.
 */
public final class Statistics {
  /** A read found the entry. */
  public static final int HIT = 1;

  /** A read did not find the entry. */
  public static final int MISS = 1 << 1;

  /** A value was stored by the application. */
  public static final int PUT = 1 << 2;

  /** An entry was removed by the application. */
  public static final int REMOVAL = 1 << 3;

  private static final int ALWAYS_TIMED = 1_000;
  private static final int TIMED_ONE_IN = 64;

  private volatile boolean enabled;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final LongAdder removals = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final Timing getTiming = new Timing();
  private final Timing putTiming = new Timing();
  private final Timing removeTiming = new Timing();

  /** The operations whose time is measured. */
  public enum Kind {
    /** Reads, {@code invoke} included. */
    GET,
    /** Writes. */
    PUT,
    /** Removals. */
    REMOVE
  }

  private static final class Timing {
    int timed; // racy: it only says when to begin sampling
    final LongAdder operations = new LongAdder();
    final LongAdder nanos = new LongAdder();

    float averageMicros() {
      long n = operations.sum();
      return (n == 0) ? 0 : (float) (nanos.sum() / (double) TimeUnit.MICROSECONDS.toNanos(1) / n);
    }

    void reset() {
      operations.reset();
      nanos.reset();
    }
  }

  /** Returns whether anything is counted. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Starts or stops counting. What was counted stays. */
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  /** Counts what the bits say: {@link #HIT}, {@link #MISS}, {@link #PUT}, {@link #REMOVAL}. */
  public void count(int bits) {
    if (bits == 0 || !enabled) {
      return;
    }
    if ((bits & HIT) != 0) {
      hits.increment();
    }
    if ((bits & MISS) != 0) {
      misses.increment();
    }
    if ((bits & PUT) != 0) {
      puts.increment();
    }
    if ((bits & REMOVAL) != 0) {
      removals.increment();
    }
  }

  /** Counts an entry that the store dropped to keep its bound. */
  public void countEviction() {
    if (enabled) {
      evictions.increment();
    }
  }

  /** Returns when an operation starts that is to be timed, in {@link System#nanoTime}; or 0. */
  public long start(Kind kind) {
    return (enabled && isSampled(timing(kind))) ? (System.nanoTime() | 1) : 0;
  }

  private static boolean isSampled(Timing timing) {
    return timing.timed < ALWAYS_TIMED
        || (ThreadLocalRandom.current().nextInt() & (TIMED_ONE_IN - 1)) == 0;
  }

  /**
   * Records the time of operations that end now.
   *
   * @param start what {@link #start} returned; of 0 nothing is recorded
   * @param operations how many single operations it stands for
   */
  public void record(Kind kind, long start, int operations) {
    if (start == 0 || operations == 0) {
      return;
    }
    Timing timing = timing(kind);
    long weight = TIMED_ONE_IN;
    if (timing.timed < ALWAYS_TIMED) {
      timing.timed++;
      weight = 1;
    }
    timing.nanos.add(weight * (System.nanoTime() - start));
    timing.operations.add(weight * operations);
  }

  private Timing timing(Kind kind) {
    return switch (kind) {
      case GET -> getTiming;
      case PUT -> putTiming;
      case REMOVE -> removeTiming;
    };
  }

  void reset() {
    for (LongAdder counter : new LongAdder[] {hits, misses, puts, removals, evictions}) {
      counter.reset();
    }
    getTiming.reset();
    putTiming.reset();
    removeTiming.reset();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  long puts() {
    return puts.sum();
  }

  long removals() {
    return removals.sum();
  }

  long evictions() {
    return evictions.sum();
  }

  float averageMicros(Kind kind) {
    return timing(kind).averageMicros();
  }
}
