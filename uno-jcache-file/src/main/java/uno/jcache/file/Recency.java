/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records approximately when keys were last used, by their hashes and in bounded heap space, so
 * that a read writes nothing to the file. Keys with the same hash share the later use. After a
 * restart all keys are equally old. Safe for use by many threads; single uses may be lost.
 */
final class Recency {
  private static final VarHandle USE = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int MIN_SLOTS = 1 << 10;
  private static final int MAX_SLOTS = 1 << 20;

  /** Time advances by one tick after so many stores: the number of entries divided by this. */
  private static final int ENTRIES_PER_TICK = 32;

  private static final int MIN_STORES_PER_TICK = 16;

  private final int maxSlots;
  private volatile int[] lastUse = new int[MIN_SLOTS];
  private final AtomicInteger stores = new AtomicInteger();
  private volatile int now = 1;

  /**
   * Creates an instance without uses.
   *
   * @param maximum limit for the number of entries
   */
  Recency(long maximum) {
    long slots = Math.min(Math.max(maximum, MIN_SLOTS), MAX_SLOTS / 2);
    maxSlots = Integer.highestOneBit((int) slots) * 2;
  }

  /** Records that a key was read. */
  void recordUse(int hash) {
    int[] uses = lastUse;
    int slot = hash & (uses.length - 1);
    int tick = now;
    if ((int) USE.getOpaque(uses, slot) != tick) {
      USE.setOpaque(uses, slot, tick);
    }
  }

  /**
   * Records that a key was stored.
   *
   * @param entries number of entries now
   */
  void recordStore(int hash, long entries) {
    if (entries > lastUse.length / 2 && lastUse.length < maxSlots) {
      grow(entries);
    }
    if (stores.incrementAndGet() >= Math.max(entries / ENTRIES_PER_TICK, MIN_STORES_PER_TICK)) {
      stores.set(0);
      tick();
    }
    recordUse(hash);
  }

  /** Enlarges the table. A use that is recorded meanwhile may be lost. */
  private synchronized void grow(long entries) {
    int[] before = lastUse;
    int length = before.length;
    while (entries > length / 2 && length < maxSlots) {
      length *= 2;
    }
    int[] grown = new int[length];
    for (int i = 0; i < length; i++) {
      grown[i] = (int) USE.getOpaque(before, i & (before.length - 1));
    }
    lastUse = grown;
  }

  /** Advances the time by one tick. */
  @SuppressWarnings({
    "NonAtomicOperationOnVolatileField",
    "NonAtomicVolatileUpdate"
  }) // a lost tick does no harm
  void tick() {
    now++;
  }

  /** Returns the ticks since a key was last used. */
  int age(int hash) {
    int[] uses = lastUse;
    return now - (int) USE.getOpaque(uses, hash & (uses.length - 1));
  }
}
