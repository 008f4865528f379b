/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.DaemonThreads;
import uno.jcache.spi.Remote;
import uno.jcache.spi.StoreException;

/**
 * Settles {@link UnacknowledgedChanges} in the background, by a thread that ends when nothing is
 * left. It tries after pauses that grow, and at once when it is told that the store answers.
 *
 * <p>Safe for use by many threads.
 */
final class Settlement {
  private static final Logger LOGGER = System.getLogger(Settlement.class.getName());
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final String cacheName;
  private final UnacknowledgedChanges changes;
  private final Runnable settled;
  private final Runnable unregister;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * Starts nothing yet.
   *
   * @param remote tells when the store answers again; null if it always does
   * @param settled called each time that nothing is left
   */
  Settlement(
      String cacheName, UnacknowledgedChanges changes, @Nullable Remote remote, Runnable settled) {
    this.cacheName = cacheName;
    this.changes = changes;
    this.settled = settled;
    var self = new WeakReference<>(this); // the store may outlive a cache
    this.unregister = (remote == null) ? () -> {} : remote.onRecovery(() -> wake(self));
  }

  private static void wake(WeakReference<Settlement> self) {
    Settlement there = self.get();
    if (there != null) {
      there.wake();
    }
  }

  /** Lets what is left be tried now, as it is likely to succeed. */
  void wake() {
    if (!changes.isEmpty()) {
      start();
      Thread waiting = thread;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** Begins to try, after a pause. */
  void start() {
    if (closed || !running.compareAndSet(false, true)) {
      return;
    }
    try {
      Thread started =
          DaemonThreads.newThread("uno-jcache-settler", new Task(new WeakReference<>(this)));
      thread = started;
      started.start();
    } catch (RuntimeException | Error e) { // no thread can be had: the next failure tries again
      running.set(false);
      LOGGER.log(Level.DEBUG, "Cache '" + cacheName + "': could not start to settle changes", e);
    }
  }

  /** Tries once more, and then no longer; what is left stays in the store as it is. */
  void close() {
    unregister.run();
    try {
      changes.settleAll();
    } catch (StoreException e) {
      LOGGER.log(
          Level.WARNING,
          "Cache '"
              + cacheName
              + "': its store could not be reached before it was closed, and may hold entries that"
              + " were changed since: "
              + e.getMessage());
      LOGGER.log(Level.DEBUG, "Cache '" + cacheName + "': its store failed", e);
    } finally {
      closed = true;
    }
  }

  /** Tries no longer: nothing is to be left in the store. */
  void abandon() {
    closed = true;
    unregister.run();
  }

  private boolean isOver() {
    return closed || changes.isEmpty();
  }

  /** Settles what is left, as long as that goes well. */
  private void settle() {
    try {
      while (!changes.isEmpty()) {
        int keys = changes.settleAll();
        if (keys > 0) {
          LOGGER.log(
              Level.DEBUG,
              "Cache ''{0}'': removed {1} entries that it had changed",
              cacheName,
              keys);
        }
      }
    } catch (StoreException e) {
      // told when the changes failed
    }
  }

  private void ended() {
    running.set(false);
    if (changes.isEmpty()) {
      settled.run();
    } else if (!closed) {
      start(); // more came in between
    }
  }

  /** Holds its owner only while it settles: a cache that nobody has any more can go. */
  private record Task(WeakReference<Settlement> owner) implements Runnable {
    @Override
    public void run() {
      long pause = SHORTEST_PAUSE;
      try {
        while (true) {
          long start = System.nanoTime();
          LockSupport.parkNanos(pause);
          boolean isWoken = System.nanoTime() - start < pause;
          Settlement settlement = owner.get();
          if (settlement == null || settlement.isOver()) {
            return;
          }
          settlement.settle();
          pause = isWoken ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        }
      } finally {
        Settlement settlement = owner.get();
        if (settlement != null) {
          settlement.ended();
        }
      }
    }
  }
}
