/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a near level from taking what is no longer true in the far one. Keys fall into stripes by
 * their hashes; each has a number that grows with each writer who begins.
 *
 * <p>A writer enters the stripe of its key, drops the near entry, changes the far level, and
 * leaves. A reader who finds nothing near notes the number, reads far, and fills only if no writer
 * was there then or came since. A writer fills only if it was alone from beginning to end. A writer
 * who enters while somebody fills waits for the end of that, so that it drops what was filled. A
 * writer of all keys scans the near level, and then waits for those who drop, too: a scan may not
 * show an entry that is being removed, which a reader still finds by its key.
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

    /** Those who change the near level: the last who came, who knows the others. */
    @Nullable Worker last;
  }

  /** One who changes the near level, without the lock of the stripe. */
  private static final class Worker {
    final Thread thread = Thread.currentThread();
    final boolean fills; // or drops
    @Nullable Worker next;

    Worker(boolean fills) {
      this.fills = fills;
    }
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
    Worker filler = new Worker(true);
    synchronized (stripe) {
      if (stripe.number != number) { // each writer who came has moved it, and one still there, too
        return;
      }
      begin(stripe, filler);
    }
    fill(stripe, filler, number, fill, forget);
  }

  private static void fill(
      Stripe stripe, Worker filler, long number, Runnable fill, Runnable forget) {
    try {
      fill.run();
      if (numberOf(stripe) != number) { // the fill led to a write, or one waits for its end
        forget.run();
      }
    } finally {
      end(stripe, filler);
    }
  }

  private static long numberOf(Stripe stripe) {
    synchronized (stripe) {
      return stripe.number;
    }
  }

  /** With the lock of the stripe. */
  private static void begin(Stripe stripe, Worker worker) {
    worker.next = stripe.last;
    stripe.last = worker;
  }

  private static void end(Stripe stripe, Worker worker) {
    synchronized (stripe) {
      stripe.last = without(worker, stripe.last);
      stripe.notifyAll();
    }
  }

  private static @Nullable Worker without(Worker worker, @Nullable Worker last) {
    if (last == null || last == worker) {
      return worker.next;
    }
    Worker before = last;
    while (before.next != null && before.next != worker) {
      before = before.next;
    }
    before.next = worker.next;
    return last;
  }

  /**
   * Waits until nobody else fills. That is short, and the thread may be interrupted.
   *
   * @param drops whether to wait for those who drop, too
   */
  private static void awaitOthers(Stripe stripe, boolean drops) {
    boolean interrupted = false;
    synchronized (stripe) {
      while (hasOthers(stripe, drops)) {
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

  private static boolean hasOthers(Stripe stripe, boolean drops) {
    for (Worker each = stripe.last; each != null; each = each.next) {
      if ((each.fills || drops) && each.thread != Thread.currentThread()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lets a writer in, and returns the number by which it leaves.
   *
   * @param forget drops the near entry; done also while another writer is there, since the entry
   *     may be found by its key while it is on its way out, but no longer by a walk
   */
  long enter(Object key, Runnable forget) {
    Stripe stripe = of(key);
    Worker dropper = new Worker(false);
    long number = countIn(stripe, dropper);
    try {
      awaitOthers(stripe, false);
      forget.run();
      return number;
    } catch (RuntimeException | Error e) {
      countOut(stripe);
      throw e;
    } finally {
      end(stripe, dropper);
    }
  }

  private static long countIn(Stripe stripe, @Nullable Worker dropper) {
    synchronized (stripe) {
      stripe.number++;
      if (dropper != null) {
        begin(stripe, dropper);
      }
      return (stripe.writers++ == 0) ? stripe.number : NO_FILL;
    }
  }

  private static void countOut(Stripe stripe) {
    synchronized (stripe) {
      stripe.writers--;
    }
  }

  /** Lets a writer out, who leaves nothing near. */
  void leave(Object key) {
    countOut(of(key));
  }

  /**
   * Lets a writer out, who fills if it was alone.
   *
   * @param forget drops the near entry
   */
  void leave(Object key, long number, Runnable fill, Runnable forget) {
    Stripe stripe = of(key);
    Worker filler = new Worker(true);
    synchronized (stripe) {
      stripe.writers--;
      if (stripe.number != number) {
        return;
      }
      begin(stripe, filler);
    }
    fill(stripe, filler, number, fill, forget);
  }

  /**
   * Changes the near level as the writer of all keys, and then the far one.
   *
   * @param near clears the near level, or scans it; an entry that another thread drops meanwhile,
   *     which the scan may not show, is gone before the far level is changed
   * @param far given what {@code near} returned
   */
  <T, R> R asWriterOfAll(Supplier<T> near, Function<T, R> far) {
    for (Stripe stripe : stripes) {
      long unused = countIn(stripe, null);
    }
    try {
      awaitOthers(false);
      T result = near.get();
      awaitOthers(true);
      return far.apply(result);
    } finally {
      for (Stripe stripe : stripes) {
        countOut(stripe);
      }
    }
  }

  private void awaitOthers(boolean drops) {
    for (Stripe stripe : stripes) {
      awaitOthers(stripe, drops);
    }
  }

  /** Changes the near level as the writer of all keys. */
  <T> T asWriterOfAll(Supplier<T> near) {
    return asWriterOfAll(near, Function.identity());
  }
}
