/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.tiered;

import java.util.function.Supplier;

/**
 * Keeps a near level from taking what is no longer true in the far one. Keys fall into stripes by
 * their hashes; each has a number that grows with each writer who begins.
 *
 * <p>A writer enters the stripe of its key, dropping the near entry, changes the far level, and
 * leaves. While a writer is in a stripe, its keys are read from the far level. A reader who finds
 * nothing near notes the number, reads far, and fills only if no writer was there then or came
 * since. A writer fills only if it was alone from beginning to end. The lock of a stripe is held
 * for the comparison and the fill, and to enter, which calls no user code, and never while the far
 * level is at work.
 *
 * <p>That two keys share a stripe costs a fill at times, and nothing else.
 */
final class Stripes {
  private static final int COUNT = 256; // a power of two

  private final Stripe[] stripes = new Stripe[COUNT];

  /** What the keys of one stripe have in common; guarded by its monitor. */
  private static final class Stripe {
    int writers;
    long number;
  }

  Stripes() {
    for (int i = 0; i < COUNT; i++) {
      stripes[i] = new Stripe();
    }
  }

  private Stripe of(Object key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (COUNT - 1)];
  }

  /** Returned to a reader who may not fill. */
  static final long NO_FILL = -1;

  /** Returns the number of a key's stripe for a reader who may fill later, or {@link #NO_FILL}. */
  long beforeRead(Object key) {
    Stripe stripe = of(key);
    synchronized (stripe) {
      return (stripe.writers == 0) ? stripe.number : NO_FILL;
    }
  }

  /** Fills, unless a writer came since the number was noted. */
  void afterRead(Object key, long number, Runnable fill) {
    if (number != NO_FILL) {
      Stripe stripe = of(key);
      synchronized (stripe) {
        if (stripe.number
            == number) { // each writer who came has moved it, and one still there, too
          fill.run();
        }
      }
    }
  }

  /**
   * Lets a writer in, and returns the number by which it leaves.
   *
   * @param forget drops the near entry; done when another writer is let in, since the entry may be
   *     found by its key while it is on its way out, but no longer by a walk
   */
  long enter(Object key, Runnable forget) {
    Stripe stripe = of(key);
    synchronized (stripe) {
      forget.run(); // if this throws, nobody was here
      return enter(stripe);
    }
  }

  private static long enter(Stripe stripe) {
    synchronized (stripe) {
      stripe.number++;
      return (stripe.writers++ == 0) ? stripe.number : NO_FILL;
    }
  }

  /** Lets a writer out, who fills if it was alone. */
  void leave(Object key, long number, Runnable fill) {
    Stripe stripe = of(key);
    synchronized (stripe) {
      stripe.writers--;
      if (stripe.number == number) {
        fill.run();
      }
    }
  }

  /** Runs an action as the writer of all keys. */
  <T> T asWriterOfAll(Supplier<T> action) {
    for (Stripe stripe : stripes) {
      enter(stripe);
    }
    try {
      return action.get();
    } finally {
      for (Stripe stripe : stripes) {
        synchronized (stripe) {
          stripe.writers--;
        }
      }
    }
  }
}
