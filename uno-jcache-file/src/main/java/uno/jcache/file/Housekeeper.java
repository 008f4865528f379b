/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The thread of one region: writes what has changed, tries files that failed, gives back space.
 * Each region has one, so that a slow disk, or a large commit, holds up no other.
 */
final class Housekeeper {
  /**
   * So many changed pages are committed without waiting for the interval, here and not by those who
   * change more. If they were more, puts would be quicker still, but chunks larger, which are given
   * back later.
   */
  static final int MANY_CHANGES_KIB = 2048;

  private static final Logger LOGGER = System.getLogger(Housekeeper.class.getName());
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
  private final long pauseNanos;
  private final Runnable flush;
  private final Semaphore calls = new Semaphore(0);
  private volatile boolean stopped;
  private final Thread thread;
  private final Compaction compaction;
  private long ticks;
  private long seconds;
  private boolean failing;

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
    long pauseMs = intervalMs / ticksPerCommit;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMs);
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
    stopped = true;
    calls.release();
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

  /** Calls for a commit, if there is much to write. To be called after each change. */
  void changed() {
    Session session = file.sessionOrNull();
    if (session != null && isMuch(session) && calls.availablePermits() == 0) {
      calls.release();
    }
  }

  private static boolean isMuch(Session session) {
    return session.store().getUnsavedMemory() > MANY_CHANGES_KIB << 10;
  }

  private void run() {
    long nextTick = System.nanoTime() + pauseNanos;
    long nextSecond = System.nanoTime() + SECOND;
    while (!isStopped(nextTick - System.nanoTime())) {
      withSession(this::commitMuch);
      if (System.nanoTime() - nextTick >= 0) {
        boolean second = System.nanoTime() - nextSecond >= 0;
        if (second) {
          nextSecond = System.nanoTime() + SECOND;
        }
        withSession(session -> keep(session, second));
        nextTick = System.nanoTime() + pauseNanos;
      }
    }
  }

  private boolean isStopped(long nanos) {
    try {
      boolean unused = calls.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // nobody has reason to
    }
    return stopped;
  }

  @SuppressWarnings("EmptyCatch") // told to the listener, and tried again by the next tick
  private void withSession(Consumer<Session> work) {
    try {
      Session session = file.sessionOrNull();
      if (session == null) {
        file.retry();
        return;
      }
      try {
        work.accept(session);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        file.recover(session, e, 0);
      }
      failing = false;
    } catch (RuntimeException e) {
      // as said
    } catch (Error e) { // without this thread nothing would be written any more
      tell(e);
    }
  }

  /** Once, until it works again. */
  @SuppressWarnings("EmptyCatch") // the next tick tells
  private void tell(Error e) {
    if (!failing) {
      try {
        LOGGER.log(Level.WARNING, thread.getName() + " fails, and tries again", e);
        failing = true;
      } catch (RuntimeException | Error again) {
        // as said
      }
    }
  }

  private void commitMuch(Session session) {
    if (isMuch(session)) {
      file.commit(session);
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
    if (ticks % ticksPerCommit == 0) {
      file.commitChanges(session);
    }
    if (ticks % ticksPerLook == 0) {
      compaction.run(session);
    }
  }
}
      if (file.degradeIfReplaced(session)) {
        return;
      }
