/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.tiered;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a near level from taking what is no longer true in the far one. Keys fall into stripes by
 * their hashes; each has a number that grows with each writer who begins.
 *
 * <p>A writer enters the stripe of its key, drops the near entry, changes the far level, and
 * leaves. A reader who finds nothing near notes the number, reads far, and fills only if no writer
 * was there then or came since. A writer fills only if it was alone from beginning to end. A writer
 * who enters while somebody fills waits for the end of that, so that it drops what was filled.
 *
 * <p>No level is at work, and no code of the application's runs, while the lock of a stripe is
 * held. Should a fill itself lead to a write in its stripe, by the same thread, that does not wait,
 * and what was filled is dropped afterwards.
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

    /** Those who fill: the last who came, who knows the others. */
    @Nullable Filler last;
  }

  /** One who fills. */
  private static final class Filler {
    final Thread thread = Thread.currentThread();
    @Nullable Filler next;
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

  /**
   * Fills, unless a writer came since the number was noted.
   *
   * @param forget drops the near entry
   */
  void afterRead(Object key, long number, Runnable fill, Runnable forget) {
    if (number == NO_FILL) {
      return;
    }
    Stripe stripe = of(key);
    Filler filler = new Filler();
    synchronized (stripe) {
      if (stripe.number != number) { // each writer who came has moved it, and one still there, too
        return;
      }
      filler.next = stripe.last;
      stripe.last = filler;
    }
    fill(stripe, filler, number, fill, forget);
  }

  private static void fill(
      Stripe stripe, Filler filler, long number, Runnable fill, Runnable forget) {
    try {
      fill.run();
      if (numberOf(stripe) != number) { // the fill led to a write, or one waits for its end
        forget.run();
      }
    } finally {
      synchronized (stripe) {
        stripe.last = without(filler, stripe.last);
        stripe.notifyAll();
      }
    }
  }

  private static long numberOf(Stripe stripe) {
    synchronized (stripe) {
      return stripe.number;
    }
  }

  private static @Nullable Filler without(Filler filler, @Nullable Filler last) {
    if (last == null || last == filler) {
      return filler.next;
    }
    Filler before = last;
    while (before.next != null && before.next != filler) {
      before = before.next;
    }
    before.next = filler.next;
    return last;
  }

  private static boolean isFilledByOthers(Stripe stripe) {
    for (Filler each = stripe.last; each != null; each = each.next) {
      if (each.thread != Thread.currentThread()) {
        return true;
      }
    }
    return false;
  }

  /** Waits until nobody else fills. That is short, and the thread may be interrupted. */
  private static void awaitFillers(Stripe stripe) {
    boolean interrupted = false;
    synchronized (stripe) {
      while (isFilledByOthers(stripe)) {
        try {
          stripe.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Lets a writer in, and returns the number by which it leaves.
   *
   * @param forget drops the near entry; done also while another writer is there, since the entry
   *     may be found by its key while it is on its way out, but no longer by a walk
   */
  long enter(Object key, Runnable forget) {
    Stripe stripe = of(key);
    long number = enter(stripe);
    try {
      awaitFillers(stripe);
      forget.run();
      return number;
    } catch (RuntimeException | Error e) {
      leave(stripe);
      throw e;
    }
  }

  private static long enter(Stripe stripe) {
    synchronized (stripe) {
      stripe.number++;
      return (stripe.writers++ == 0) ? stripe.number : NO_FILL;
    }
  }

  private static void leave(Stripe stripe) {
    synchronized (stripe) {
      stripe.writers--;
    }
  }

  /** Lets a writer out, who leaves nothing near. */
  void leave(Object key) {
    leave(of(key));
  }

  /**
   * Lets a writer out, who fills if it was alone.
   *
   * @param forget drops the near entry
   */
  void leave(Object key, long number, Runnable fill, Runnable forget) {
    Stripe stripe = of(key);
    Filler filler = new Filler();
    synchronized (stripe) {
      stripe.writers--;
      if (stripe.number != number) {
        return;
      }
      filler.next = stripe.last;
      stripe.last = filler;
    }
    fill(stripe, filler, number, fill, forget);
  }

  /** Runs an action as the writer of all keys. */
  <T> T asWriterOfAll(Supplier<T> action) {
    for (Stripe stripe : stripes) {
      enter(stripe);
    }
    try {
      for (Stripe stripe : stripes) {
        awaitFillers(stripe);
      }
      return action.get();
    } finally {
      for (Stripe stripe : stripes) {
        leave(stripe);
      }
    }
  }
}
