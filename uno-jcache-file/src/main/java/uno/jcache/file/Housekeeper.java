/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The thread of one region: writes what has changed, tries files that failed, gives back space.
 * Each region has one, so that a slow disk, or a large commit, holds up no other.
 */
final class Housekeeper {
  private static final long SECOND = 1_000_000_000;
  private static final int SECONDS_PER_FLUSH = 10;

  /** In milliseconds: a file is looked after more often than it is written, if need be. */
  private static final long LONGEST_PAUSE = 200;

  private static final long LONGEST_END = 10;

  private final RegionFile file;
  private final Space space;
  private final Eviction eviction;
  private final long ticksPerCommit;
  private final long ticksPerLook;
  private final long pauseMs;
  private final Runnable flush;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private final Compaction compaction;
  private long ticks;
  private long seconds;

  Housekeeper(
      String region,
      RegionFile file,
      Space space,
      Eviction eviction,
      long intervalMs,
      Runnable flush) {
    this.file = file;
    this.space = space;
    this.eviction = eviction;
    this.compaction = new Compaction(file);
    this.ticksPerCommit = 1 + (intervalMs - 1) / LONGEST_PAUSE;
    this.pauseMs = intervalMs / ticksPerCommit;
    this.ticksPerLook = LONGEST_PAUSE / pauseMs;
    this.flush = flush;
    this.thread = newThread("uno-jcache-file-" + region, this::run);
  }

  /**
   * Whichever application happens to open the region, the thread keeps neither its class loader nor
   * its thread locals alive, nor (until Java 24) the classes on its stack.
   */
  @SuppressWarnings("removal") // what it keeps out is gone where this is
  private static Thread newThread(String name, Runnable task) {
    PrivilegedAction<Thread> make = () -> new Thread(null, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    space.look();
    thread.start();
  }

  /** Ends the thread, and returns when it has ended. */
  void stop() {
    stop.countDown();
    if (thread == Thread.currentThread()) {
      return;
    }
    boolean interrupted = false;
    long end = System.nanoTime() + LONGEST_END * SECOND;
    while (thread.isAlive() && System.nanoTime() - end < 0) {
      try {
        thread.join(1_000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long nextSecond = System.nanoTime() + SECOND;
    while (!isStopped()) {
      boolean second = System.nanoTime() - nextSecond >= 0;
      if (second) {
        nextSecond = System.nanoTime() + SECOND;
      }
      tick(second);
    }
  }

  private boolean isStopped() {
    try {
      return stop.await(pauseMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false; // nobody has reason to
    }
  }

  @SuppressWarnings("EmptyCatch") // told to the listener, and tried again by the next tick
  private void tick(boolean second) {
    try {
      Session session = file.sessionOrNull();
      if (session == null) {
        file.retry();
        return;
      }
      try {
        keep(session, second);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        file.recover(session, e, 0);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      // as said
    }
  }

  private void keep(Session session, boolean second) {
    if (second) {
      space.look();
      if (++seconds % SECONDS_PER_FLUSH == 0) {
        flush.run();
      }
      eviction.run(session);
    }
    ticks++;
    if (ticks % ticksPerCommit == 0 && session.store().hasUnsavedChanges()) {
      file.commit(session);
    }
    if (ticks % ticksPerLook == 0) {
      compaction.run(session);
    }
  }
}
