/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells about when keys were last used, by their hashes, in a fixed space of the heap: a read
 * writes nothing to the file. Keys that share a hash share the later use. After a restart all are
 * equally old.
 */
final class Recency {
  private static final VarHandle USE = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int LEAST = 1 << 10;
  private static final int MOST = 1 << 20;
  private static final int TICKS = 32;
  private static final int LEAST_CHANGES = 16;

  private final int[] lastUse;
  private final AtomicInteger changes = new AtomicInteger();
  private volatile int now = 1;

  /**
   * Makes room.
   *
   * @param maximum how many entries there may be
   */
  Recency(long maximum) {
    long wanted = Math.min(Math.max(maximum, LEAST), MOST / 2);
    lastUse = new int[Integer.highestOneBit((int) wanted) * 2];
  }

  void used(int hash) {
    int slot = hash & (lastUse.length - 1);
    int tick = now;
    if ((int) USE.getOpaque(lastUse, slot) != tick) {
      USE.setOpaque(lastUse, slot, tick);
    }
  }

  /**
   * A key was stored.
   *
   * @param entries how many there are: once a part of them has been stored, uses count as newer
   */
  void stored(int hash, long entries) {
    if (changes.incrementAndGet() >= Math.max(entries / TICKS, LEAST_CHANGES)) {
      changes.set(0);
      tick();
    }
    used(hash);
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
    return now - (int) USE.getOpaque(lastUse, hash & (lastUse.length - 1));
  }
}
