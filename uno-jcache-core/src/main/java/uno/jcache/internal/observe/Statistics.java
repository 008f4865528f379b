/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.monitoring.StatisticType;

/**
 * The statistics of a cache (JSR-107 1.1, chapter 12). Counts are exact; times are averages over a
 * sample, since reading the clock twice would take longer than most operations: the first {@value
 * #ALWAYS_TIMED} operations of a kind are timed, then one in {@value Counters#SAMPLE_ONE_IN}, each
 * of which is weighted accordingly.
 *
 * <p>There are two users: JSR-107's statistics bean, which counts only while it is enabled and can
 * be reset; and the monitoring of this library, whose counts are never reset.
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

  /** An entry was found to have expired. */
  public static final int EXPIRATION = 1 << 5;

  private static final int ALWAYS_TIMED = 1_000;

  // Indexes of the counters. Counter n corresponds to bit 1 << n above.
  private static final int HITS = 0;
  private static final int MISSES = 1;
  private static final int PUTS = 2;
  private static final int REMOVALS = 3;
  private static final int EVICTIONS = 4;
  private static final int EXPIRATIONS = 5;
  private static final int ERRORS = 6;

  private volatile boolean enabled;
  private volatile boolean jcacheEnabled;
  private boolean monitored;
  private final Counters counters = new Counters(StatisticType.values().length);
  private final Latencies latencies = new Latencies();
  private volatile @Nullable Latencies providerLatencies;
  private final ReadProfiler profiler;
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
    int timed; // racy: only determines when sampling begins
    final LongAdder operations = new LongAdder();
    final LongAdder nanos = new LongAdder();

    /**
     * Times operations.
     *
     * @param counter counts them, and determines when to time the next one
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

  /**
   * Creates disabled statistics.
   *
   * @param maximumSize how many entries the cache may have; 0 if it is not limited by number
   */
  public Statistics(long maximumSize) {
    counters.pause();
    profiler = new ReadProfiler(maximumSize);
  }

  /** Returns whether anything is counted, for either user. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Returns whether JSR-107's statistics are enabled. */
  public boolean isJCacheEnabled() {
    return jcacheEnabled;
  }

  /** Starts or stops counting for JSR-107's statistics. Counts are kept. */
  public synchronized void setJCacheEnabled(boolean jcacheEnabled) {
    this.jcacheEnabled = jcacheEnabled;
    if (jcacheEnabled) {
      counters.resume();
    } else {
      counters.pause();
    }
    enabled = jcacheEnabled || monitored;
  }

  /** Starts or stops counting for the monitoring. Counts are kept. */
  public synchronized void setMonitored(boolean monitored) {
    this.monitored = monitored;
    enabled = jcacheEnabled || monitored;
  }

  /** Records the times of operations for a provider, too. */
  public void setProviderLatencies(Latencies latencies) {
    providerLatencies = latencies;
  }

  /**
   * Increments the counters of these bits: {@link #HIT}, {@link #MISS}, {@link #PUT}, {@link
   * #REMOVAL}.
   */
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

  /** Counts a read that found no entry. */
  public void countMiss(Object key) {
    if (enabled) {
      count(MISS);
      profiler.missed(key);
    }
  }

  /** Takes a key that is read into the sample from which the profile is made. */
  public void sampleRead(Object key) {
    profiler.sampled(key);
  }

  /** Returns what the reads look like; see {@link ReadProfiler#profile}. */
  public ReadProfile profile(long maximumSize) {
    return profiler.profile(maximumSize, counts());
  }

  /**
   * Returns the tally in which the calling thread can count a hit with the least work; null if it
   * has none, or if the read must be timed. Call only if {@link #isEnabled} returns true.
   */
  public long @Nullable [] quickTally() {
    long[] tally = counters.mine();
    return (tally == null || Counters.isDue(tally, HITS)) ? null : tally;
  }

  /** Counts a read that found the entry, in what {@link #quickTally} returned. */
  public static void countHit(long[] quickTally) {
    Counters.increment(quickTally, HITS);
  }

  /** Counts an entry that the store evicted. */
  public void countEviction() {
    if (enabled) {
      counters.increment(EVICTIONS);
      profiler.evicted();
    }
  }

  /** Counts a failure of a loader, writer, entry processor or store, or an undecodable entry. */
  public void countError() {
    if (enabled) {
      counters.increment(ERRORS);
    }
  }

  /** Returns {@link System#nanoTime} if the operation is to be timed, otherwise 0. */
  public long start(Kind kind) {
    return (enabled && timing(kind).isDue()) ? (System.nanoTime() | 1) : 0;
  }

  /**
   * Records the time of operations that end now.
   *
   * @param start what {@link #start} returned; 0 records nothing
   * @param operations the number of single operations
   */
  public void record(Kind kind, long start, int operations) {
    if (start != 0 && operations != 0) {
      sample(kind, System.nanoTime() - start, operations);
    }
  }

  private void sample(Kind kind, long took, int operations) {
    timing(kind).record(took, operations);
    latencies.add(kind, took / operations);
    Latencies ofProvider = providerLatencies;
    if (ofProvider != null) {
      ofProvider.add(kind, took / operations);
    }
  }

  private Timing timing(Kind kind) {
    // Faster than a switch, which would read a table.
    return (kind == Kind.GET) ? getTiming : (kind == Kind.PUT) ? putTiming : removeTiming;
  }

  void reset() {
    counters.reset();
    getTiming.reset();
    putTiming.reset();
    removeTiming.reset();
  }

  /** Returns the index of a type in {@link #totals}. */
  public static int index(StatisticType type) {
    return switch (type) {
      case HIT -> HITS;
      case MISS -> MISSES;
      case PUT -> PUTS;
      case REMOVAL -> REMOVALS;
      case EVICTION -> EVICTIONS;
      case EXPIRATION -> EXPIRATIONS;
      case ERROR -> ERRORS;
    };
  }

  /** Returns all counts ever, regardless of resets, each type at its {@link #index}. */
  public long[] totals() {
    return counters.totals();
  }

  /** Returns {@link #totals} as counts. */
  public CacheCounts counts() {
    return counts(totals());
  }

  /** Converts an array of counts, each type at its {@link #index}. */
  public static CacheCounts counts(long[] byType) {
    return new CacheCounts(
        byType[HITS],
        byType[MISSES],
        byType[PUTS],
        byType[REMOVALS],
        byType[EVICTIONS],
        byType[EXPIRATIONS],
        byType[ERRORS]);
  }

  /** Returns the times of operations. */
  public Latencies latencies() {
    return latencies;
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
