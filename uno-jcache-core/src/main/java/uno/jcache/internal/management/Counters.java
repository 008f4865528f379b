/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.management;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counters that many threads raise: exact, and cheap enough for each get.
 *
 * <p>An atomic addition, that of {@link LongAdder} included, is a fence: it keeps the processor
 * from overlapping the memory reads of one get with those of the next, which costs more than the
 * addition. So a busy thread counts in a {@link Tally} of its own, which nobody else writes, by
 * plain additions. A thread finds its tally in a slot that its id selects; where the slot is
 * another's, it counts in adders that all threads share, and now and then looks whether the owner
 * has died. Then it takes the slot, and goes on from where the other ended; so no count is lost,
 * and threads that come and go, as virtual ones do, leave nothing behind.
 *
 * <p>Resetting remembers what had been counted, since nobody can set the tally of a thread to 0.
 */
final class Counters {
  private static final int SLOTS = 64;

  /** A thread without a slot tries for one at one in so many of its additions. */
  private static final int CLAIM_ONE_IN = 32;

  private static final int SAMPLE_ONE_IN = 128;

  /** So that the tallies of two threads never share a cache line: in longs, before and after. */
  private static final int PADDING = 8;

  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Tally[].class);

  private final @Nullable Tally[] slots = new Tally[SLOTS];
  private final LongAdder[] shared;
  private final long[] discounted;
  private int strangers; // racy: it only says when to look for a dead owner

  Counters(int size) {
    shared = IntStream.range(0, size).mapToObj(i -> new LongAdder()).toArray(LongAdder[]::new);
    discounted = new long[size];
  }

  private static final class Tally extends WeakReference<Thread> {
    private final long[] counts;
    private int phase;

    Tally(Thread owner, long[] counts) {
      super(owner);
      this.counts = counts;
    }

    boolean increment(int counter) {
      int i = PADDING + counter;
      long count = counts[i] + 1;
      COUNTS.setOpaque(counts, i, count);
      return ((int) count & (SAMPLE_ONE_IN - 1)) == phase && moveOn();
    }

    /** Chooses the next sample by chance, or it would always be the same step of a loop. */
    private boolean moveOn() {
      phase = ThreadLocalRandom.current().nextInt(SAMPLE_ONE_IN);
      return true;
    }

    long count(int counter) {
      return (long) COUNTS.getOpaque(counts, PADDING + counter);
    }

    boolean isOwnerDead() {
      Thread owner = get();
      return owner == null || !owner.isAlive();
    }
  }

  /** Returns the tally of the calling thread, or null where it has none. */
  private @Nullable Tally mine() {
    Thread thread = Thread.currentThread();
    Tally tally = (Tally) SLOT.getAcquire(slots, slot(thread));
    return (tally != null && tally.refersTo(thread)) ? tally : null;
  }

  private static int slot(Thread thread) {
    return (int) thread.getId() & (SLOTS - 1);
  }

  /**
   * Adds one to a counter.
   *
   * @return true once in about {@value #SAMPLE_ONE_IN} calls of a thread, at irregular intervals
   */
  boolean increment(int counter) {
    Tally tally = mine();
    return (tally == null) ? incrementShared(counter) : tally.increment(counter);
  }

  private boolean incrementShared(int counter) {
    shared[counter].increment();
    if (++strangers % CLAIM_ONE_IN != 0) {
      return false;
    }
    claim();
    return true;
  }

  private void claim() {
    Thread thread = Thread.currentThread();
    Tally other = (Tally) SLOT.getAcquire(slots, slot(thread));
    if (other == null || other.isOwnerDead()) {
      long[] counts =
          (other == null) ? new long[shared.length + 2 * PADDING] : other.counts.clone();
      SLOT.compareAndSet(slots, slot(thread), other, new Tally(thread, counts));
    }
  }

  /** Returns what was added to a counter since the last reset. */
  synchronized long sum(int counter) {
    return total(counter) - discounted[counter];
  }

  private long total(int counter) {
    long sum = shared[counter].sum();
    for (int i = 0; i < SLOTS; i++) {
      Tally tally = (Tally) SLOT.getAcquire(slots, i);
      if (tally != null) {
        sum += tally.count(counter);
      }
    }
    return sum;
  }

  /** Sets all counters to 0. */
  synchronized void reset() {
    for (int i = 0; i < shared.length; i++) {
      discounted[i] = total(i);
    }
  }
}
