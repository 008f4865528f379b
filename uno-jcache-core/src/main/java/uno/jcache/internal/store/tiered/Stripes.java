/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prevents stale entries in a near cache. Keys are assigned to stripes by their hashes. Each stripe
 * has a version, which every writer increments when it enters.
 *
 * <pre>
 *   writer:  enter (version + 1) · drop the near entry · change the far store · leave
 *   reader:  miss near · note the version · read far · fill, if the version is the same
 *                                                      and no writer was there
 * </pre>
 *
 * <p>A writer fills the near cache only if no other writer was in the stripe from its beginning to
 * its end. A writer that enters while another thread fills waits for that, and then drops what was
 * filled. A writer of all keys scans the near cache, and then also waits for threads that are
 * dropping entries: a scan may miss an entry that is being removed, and that readers still find.
 *
 * <p>No store is called, and no code of the application runs, while the lock of a stripe is held.
 * If a fill itself leads to a write in its stripe, by the same thread, that write does not wait,
 * and the filled entry is dropped afterwards.
 *
 * <p>If two keys share a stripe, a fill is sometimes skipped. There is no other effect.
 */
final class Stripes {
  private static final int COUNT = 256; // a power of two

  private final Stripe[] stripes = new Stripe[COUNT];

  /** The state of a stripe; guarded by its monitor. */
  private static final class Stripe {
    int writers;
    long version;

    /** The threads that are changing the near cache, as a linked list. */
    @Nullable Worker last;
  }

  /** A thread that is changing the near cache, without the lock of the stripe. */
  private static final class Worker {
    final Thread thread = Thread.currentThread();
    final boolean fills; // otherwise it drops
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

  /** The version for a reader that must not fill. */
  static final long NO_FILL = -1;

  /** Returns the version of a key's stripe; {@link #NO_FILL} if a writer is there. */
  long beforeRead(Object key) {
    Stripe stripe = of(key);
    synchronized (stripe) {
      return (stripe.writers == 0) ? stripe.version : NO_FILL;
    }
  }

  /**
   * Fills, unless a writer has entered since the version was read.
   *
   * @param forget drops the near entry
   */
  void afterRead(Object key, long version, Runnable fill, Runnable forget) {
    if (version == NO_FILL) {
      return;
    }
    Stripe stripe = of(key);
    Worker filler = new Worker(true);
    synchronized (stripe) {
      if (stripe.version != version) { // every writer that entered has changed it
        return;
      }
      begin(stripe, filler);
    }
    fill(stripe, filler, version, fill, forget);
  }

  private static void fill(
      Stripe stripe, Worker filler, long version, Runnable fill, Runnable forget) {
    try {
      fill.run();
      if (versionOf(stripe) != version) { // the fill led to a write, or a writer waits for its end
        forget.run();
      }
    } finally {
      end(stripe, filler);
    }
  }

  private static long versionOf(Stripe stripe) {
    synchronized (stripe) {
      return stripe.version;
    }
  }

  /** Called with the lock of the stripe. */
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
   * Waits until no other thread fills, which is soon. An interrupted thread waits, too.
   *
   * @param drops whether to wait for threads that drop as well
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
   * Called when a writer enters. Returns the version to pass to {@code leave}.
   *
   * @param forget drops the near entry; also called if another writer is there, as that one may
   *     have scanned without seeing an entry that is still found by its key
   */
  long enter(Object key, Runnable forget) {
    Stripe stripe = of(key);
    Worker dropper = new Worker(false);
    long version = countIn(stripe, dropper);
    try {
      awaitOthers(stripe, false);
      forget.run();
      return version;
    } catch (RuntimeException | Error e) {
      countOut(stripe);
      throw e;
    } finally {
      end(stripe, dropper);
    }
  }

  private static long countIn(Stripe stripe, @Nullable Worker dropper) {
    synchronized (stripe) {
      stripe.version++;
      if (dropper != null) {
        begin(stripe, dropper);
      }
      return (stripe.writers++ == 0) ? stripe.version : NO_FILL;
    }
  }

  private static void countOut(Stripe stripe) {
    synchronized (stripe) {
      stripe.writers--;
    }
  }

  /** Called when a writer leaves that does not fill. */
  void leave(Object key) {
    countOut(of(key));
  }

  /**
   * Called when a writer leaves, which fills if no other writer was there.
   *
   * @param forget drops the near entry
   */
  void leave(Object key, long version, Runnable fill, Runnable forget) {
    Stripe stripe = of(key);
    Worker filler = new Worker(true);
    synchronized (stripe) {
      stripe.writers--;
      if (stripe.version != version) {
        return;
      }
      begin(stripe, filler);
    }
    fill(stripe, filler, version, fill, forget);
  }

  /**
   * Changes the near cache as the writer of all keys, and then the far store.
   *
   * @param near clears the near cache, or scans it; a scan may miss an entry that another thread is
   *     dropping, but that entry is gone before the far store is changed
   * @param far gets the result of {@code near}
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

  /** Changes the near cache as the writer of all keys. */
  <T> T asWriterOfAll(Supplier<T> near) {
    return asWriterOfAll(near, Function.identity());
  }
}
