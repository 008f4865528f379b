/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counters that many threads increment: exact, and cheap enough for each get.
 *
 * <p>An atomic addition, that of {@link LongAdder} included, is a fence: it keeps the processor
 * from overlapping the memory reads of one get with those of the next, which costs more than the
 * addition. So a busy thread counts by plain additions in its own <em>tally</em>, which no other
 * thread writes. Its id selects the slot of its tally. If another thread owns the slot, it counts
 * in adders that all threads share, and checks now and then whether the owner has died. Then it
 * takes the slot and continues the counts of the owner; so no count is lost, and short-lived
 * threads, such as virtual ones, leave nothing behind.
 *
 * <p>A tally is a bare array, since each object on the way to a count is one more read of memory.
 * It holds the id of its owner, the counts, and for each counter the count at which its thread is
 * to take the next sample. Slots are read without a fence: a thread that does not find its own id
 * there is not the owner, even if it sees a new tally partly, since ids are never reused.
 *
 * <p>A reset remembers the counts so far, since only its owner can set a tally to 0.
 */
final class Counters {
  private static final int SLOTS = 64;

  /** One in so many additions without a slot tries to claim one. */
  private static final int CLAIM_ONE_IN = 32;

  static final int SAMPLE_ONE_IN = 128;

  /** Padding in longs, before and after, so that two tallies never share a cache line. */
  private static final int PADDING = 8;

  // Layout of a tally. Two values per counter: its count, and when to take the next sample.
  private static final int OWNER = PADDING;
  private static final int COUNTS = OWNER + 1;

  private static final VarHandle TALLY = MethodHandles.arrayElementVarHandle(long[].class);

  private final int size;
  private final long[] @Nullable [] slots = new long[SLOTS][];
  private final @Nullable WeakReference<Thread>[] owners = newArray();
  private final LongAdder[] shared;
  private final long[] excluded;
  private long @Nullable [] paused;
  private int additionsWithoutSlot; // racy: only determines when to check for a dead owner

  Counters(int size) {
    this.size = size;
    shared = IntStream.range(0, size).mapToObj(i -> new LongAdder()).toArray(LongAdder[]::new);
    excluded = new long[size];
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
  private static @Nullable WeakReference<Thread>[] newArray() {
    return new WeakReference[SLOTS];
  }

  /** Returns the tally of the calling thread, or null if it has none. */
  long @Nullable [] mine() {
    long thread = Thread.currentThread().getId();
    long[] tally = slots[slot(thread)];
    return (tally != null && tally[OWNER] == thread) ? tally : null;
  }

  private static int slot(long thread) {
    return (int) thread & (SLOTS - 1);
  }

  private static int count(int counter) {
    return COUNTS + 2 * counter;
  }

  private static int sampleAt(int counter) {
    return count(counter) + 1;
  }

  /** Adds one to a counter in the tally of the calling thread. */
  static void increment(long[] mine, int counter) {
    TALLY.setOpaque(mine, count(counter), mine[count(counter)] + 1);
  }

  /** Adds one to a counter. */
  void increment(int counter) {
    long[] tally = mine();
    if (tally != null) {
      increment(tally, counter);
      return;
    }
    shared[counter].increment();
    if (++additionsWithoutSlot % CLAIM_ONE_IN == 0) {
      claim();
    }
  }

  private synchronized void claim() {
    Thread thread = Thread.currentThread();
    int slot = slot(thread.getId());
    long[] other = slots[slot];
    if (other == null || isDead(owners[slot])) {
      long[] tally = (other == null) ? new long[COUNTS + 2 * size + PADDING] : other.clone();
      tally[OWNER] = thread.getId();
      owners[slot] = new WeakReference<>(thread);
      slots[slot] = tally;
    }
  }

  private static boolean isDead(@Nullable WeakReference<Thread> owner) {
    Thread thread = (owner == null) ? null : owner.get();
    return thread == null || !thread.isAlive();
  }

  /** Returns whether the next sample of a tally is due. */
  static boolean isDue(long[] mine, int counter) {
    return mine[count(counter)] >= mine[sampleAt(counter)];
  }

  /**
   * Returns whether the calling thread must take a sample: about once per {@value #SAMPLE_ONE_IN}
   * increments of a counter, at random intervals. A fixed interval could always sample the same
   * operation of a loop.
   */
  boolean isDue(int counter) {
    long[] tally = mine();
    return (tally == null)
        ? ThreadLocalRandom.current().nextInt(SAMPLE_ONE_IN) == 0
        : isDue(tally, counter);
  }

  /**
   * Schedules the next sample of the calling thread, at a random distance. Call it after a sample.
   */
  void sampleAfter(int counter) {
    long[] tally = mine();
    if (tally != null) {
      tally[sampleAt(counter)] =
          tally[count(counter)] + ThreadLocalRandom.current().nextInt(2 * SAMPLE_ONE_IN - 1);
    }
  }

  /** Makes the next sample due one increment earlier, without counting. */
  void step(int counter) {
    long[] tally = mine();
    if (tally != null) {
      tally[sampleAt(counter)]--;
    }
  }

  /** Returns the sum of a counter since the last reset, excluding what was added while paused. */
  synchronized long sum(int counter) {
    return (paused == null ? total(counter) : paused[counter]) - excluded[counter];
  }

  /** Returns all that was ever added to the counters, regardless of resets and pauses. */
  synchronized long[] totals() {
    return IntStream.range(0, size).mapToLong(this::total).toArray();
  }

  /** Freezes the sums: additions are recorded, but excluded until {@link #resume}. */
  synchronized void pause() {
    if (paused == null) {
      paused = totals();
    }
  }

  /** Includes additions again, without those of the pause. */
  synchronized void resume() {
    if (paused != null) {
      for (int i = 0; i < size; i++) {
        excluded[i] += total(i) - paused[i];
      }
      paused = null;
    }
  }

  private long total(int counter) {
    long sum = shared[counter].sum();
    for (long[] tally : slots) { // which change under this lock only
      if (tally != null) {
        sum += (long) TALLY.getOpaque(tally, count(counter));
      }
    }
    return sum;
  }

  /** Sets all sums to 0. */
  synchronized void reset() {
    for (int i = 0; i < size; i++) {
      excluded[i] += sum(i);
    }
  }
}
