/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.management;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a cache does (JSR-107 1.1, chapter 12). Counts are exact; times are averages over a
 * sample, since reading the clock twice would take longer than most operations: the first {@value
 * #ALWAYS_TIMED} operations of a kind are timed, then one in {@value Counters#SAMPLE_ONE_IN}, which
 * stands for as many.
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

  // The counters; the bits above are those of the first four.
  private static final int HITS = 0;
  private static final int MISSES = 1;
  private static final int PUTS = 2;
  private static final int REMOVALS = 3;
  private static final int EVICTIONS = 4;

  private volatile boolean enabled;
  private final Counters counters = new Counters(5);
  private final Timing getTiming = new Timing(HITS);
  private final Timing putTiming = new Timing(PUTS);
  private final Timing removeTiming = new Timing(REMOVALS);

  /** The operations whose time is measured. */
  public enum Kind {
    /** Reads, {@code invoke} included. */
    GET,
    /** Writes. */
    PUT,
    /** Removals. */
    REMOVE
  }

  private final class Timing {
    final int counter;
    int timed; // racy: it only says when to begin sampling
    final LongAdder operations = new LongAdder();
    final LongAdder nanos = new LongAdder();

    /**
     * Times operations.
     *
     * @param counter counts them, and so says when to time the next one
     */
    Timing(int counter) {
      this.counter = counter;
    }

    boolean isDue() {
      return timed < ALWAYS_TIMED || counters.isDue(counter);
    }

    void record(long took, int n) {
      int weight = Counters.SAMPLE_ONE_IN;
      if (timed < ALWAYS_TIMED) {
        timed++;
        weight = 1;
      } else {
        counters.sampleAfter(counter);
      }
      nanos.add(weight * took);
      operations.add((long) weight * n);
    }

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
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      counters.increment(Integer.numberOfTrailingZeros(rest));
    }
    if ((bits & MISS) != 0) {
      counters.step(HITS); // a miss is a get as well
    }
  }

  /** Counts a read that found the entry. */
  public void countHit() {
    if (enabled) {
      counters.increment(HITS);
    }
  }

  /**
   * Returns where the calling thread counts a hit by the shortest way; null where it has no such
   * place, or the read is to be timed. Only where {@link #isEnabled} holds.
   */
  public long @Nullable [] quickTally() {
    long[] tally = counters.mine();
    return (tally == null || Counters.isDue(tally, HITS)) ? null : tally;
  }

  /** Counts a read that found the entry, in what {@link #quickTally} returned. */
  public static void countHit(long[] quickTally) {
    Counters.increment(quickTally, HITS);
  }

  /** Counts an entry that the store dropped to keep its bound. */
  public void countEviction() {
    if (enabled) {
      counters.increment(EVICTIONS);
    }
  }

  /** Returns when an operation starts that is to be timed, in {@link System#nanoTime}; or 0. */
  public long start(Kind kind) {
    return (enabled && timing(kind).isDue()) ? (System.nanoTime() | 1) : 0;
  }

  /**
   * Records the time of operations that end now.
   *
   * @param start what {@link #start} returned; of 0 nothing is recorded
   * @param operations how many single operations it stands for
   */
  public void record(Kind kind, long start, int operations) {
    if (start != 0 && operations != 0) {
      timing(kind).record(System.nanoTime() - start, operations);
    }
  }

  private Timing timing(Kind kind) {
    // No switch, which would read a table; the compiler knows the constants.
    return (kind == Kind.GET) ? getTiming : (kind == Kind.PUT) ? putTiming : removeTiming;
  }

  void reset() {
    counters.reset();
    getTiming.reset();
    putTiming.reset();
    removeTiming.reset();
  }

  long hits() {
    return counters.sum(HITS);
  }

  long misses() {
    return counters.sum(MISSES);
  }

  long puts() {
    return counters.sum(PUTS);
  }

  long removals() {
    return counters.sum(REMOVALS);
  }

  long evictions() {
    return counters.sum(EVICTIONS);
  }

  float averageMicros(Kind kind) {
    return timing(kind).averageMicros();
  }
}
