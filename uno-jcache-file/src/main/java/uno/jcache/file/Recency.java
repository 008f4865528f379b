/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells about when keys were last used, by their hashes, in a bounded space of the heap: a read
 * writes nothing to the file. Keys that share a hash share the later use. After a restart all are
 * equally old.
 */
final class Recency {
  private static final VarHandle USE = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int LEAST = 1 << 10;
  private static final int MOST = 1 << 20;
  private static final int TICKS = 32;
  private static final int LEAST_CHANGES = 16;

  private final int most;
  private volatile int[] lastUse = new int[LEAST];
  private final AtomicInteger changes = new AtomicInteger();
  private volatile int now = 1;

  /**
   * Makes room.
   *
   * @param maximum how many entries there may be
   */
  Recency(long maximum) {
    long wanted = Math.min(Math.max(maximum, LEAST), MOST / 2);
    most = Integer.highestOneBit((int) wanted) * 2;
  }

  void used(int hash) {
    int[] uses = lastUse;
    int slot = hash & (uses.length - 1);
    int tick = now;
    if ((int) USE.getOpaque(uses, slot) != tick) {
      USE.setOpaque(uses, slot, tick);
    }
  }

  /**
   * A key was stored.
   *
   * @param entries how many there are: once a part of them has been stored, uses count as newer
   */
  void stored(int hash, long entries) {
    if (entries > lastUse.length / 2 && lastUse.length < most) {
      grow(entries);
    }
    if (changes.incrementAndGet() >= Math.max(entries / TICKS, LEAST_CHANGES)) {
      changes.set(0);
      tick();
    }
    used(hash);
  }

  /** A use that is noted meanwhile may be lost. */
  private synchronized void grow(long entries) {
    int[] before = lastUse;
    int length = before.length;
    while (entries > length / 2 && length < most) {
      length *= 2;
    }
    int[] grown = new int[length];
    for (int i = 0; i < length; i++) {
      grown[i] = (int) USE.getOpaque(before, i & (before.length - 1));
    }
    lastUse = grown;
  }

  /** Uses count as newer from now on. */
  @SuppressWarnings({
    "NonAtomicOperationOnVolatileField",
    "NonAtomicVolatileUpdate"
  }) // a tick lost is no loss
  void tick() {
    now++;
  }

  /** Returns how long ago a key was used, in ticks. */
  int age(int hash) {
    int[] uses = lastUse;
    return now - (int) USE.getOpaque(uses, hash & (uses.length - 1));
  }
}
