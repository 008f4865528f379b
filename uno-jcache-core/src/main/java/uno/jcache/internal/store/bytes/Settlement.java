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
 * left. It tries after growing pauses, and immediately when the store reports that it answers.
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
   * Creates an instance, which starts no thread yet.
   *
   * @param remote reports when the store answers again; null if it is not remote
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

  /** Tries now, as it is likely to succeed. */
  void wake() {
    if (!changes.isEmpty()) {
      start();
      Thread waiting = thread;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** Starts the thread, which first pauses. */
  void start() {
    if (closed || !running.compareAndSet(false, true)) {
      return;
    }
    try {
      Thread started =
          DaemonThreads.newThread("uno-jcache-settler", new Task(new WeakReference<>(this)));
      thread = started;
      started.start();
    } catch (RuntimeException | Error e) { // no thread is available: the next failure tries again
      running.set(false);
      LOGGER.log(Level.DEBUG, "Cache '" + cacheName + "': could not start to settle changes", e);
    }
  }

  /** Tries once more, and ends. What cannot be settled stays in the store as it is. */
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

  /** Ends without trying again: the store is about to be deleted. */
  void abandon() {
    closed = true;
    unregister.run();
  }

  private boolean isOver() {
    return closed || changes.isEmpty();
  }

  /** Settles batches until nothing is left or one fails. */
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
      // reported when the changes failed
    }
  }

  private void ended() {
    running.set(false);
    if (changes.isEmpty()) {
      settled.run();
    } else if (!closed) {
      start(); // another change has failed meanwhile
    }
  }

  /** Refers to its owner only while it settles, so that an abandoned cache can be collected. */
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
