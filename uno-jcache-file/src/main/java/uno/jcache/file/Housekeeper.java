/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The thread of one region: writes what has changed, tries files that failed, gives back space.
 * Each region has one, so that a slow disk, or a large commit, holds up no other.
 *
 * <p>It knows the region's owner only weakly, as that knows the application. Where an application
 * is discarded without closing, its owner is collected, and the file is closed here.
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

  /** What only the owner of a region can do. */
  interface Owner {
    /** Keeps the bounds. */
    void evict(Session session);

    /** Hands over what is only in the heap, to be committed. */
    void flush();
  }

  private final RegionFile file;
  private final Space space;
  private final WeakReference<Owner> owner;
  private final long ticksPerCommit;
  private final long ticksPerLook;
  private final long pauseNanos;
  private final Semaphore calls = new Semaphore(0);
  private final CountDownLatch committed = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile boolean ending;
  private final Thread thread;
  private final Compaction compaction;
  private long ticks;
  private long seconds;
  private boolean failing;

  Housekeeper(String region, RegionFile file, Space space, Owner owner, long intervalMs) {
    this.file = file;
    this.space = space;
    this.owner = new WeakReference<>(owner);
    this.compaction = new Compaction(file);
    this.ticksPerCommit = 1 + (intervalMs - 1) / LONGEST_PAUSE;
    long pauseMs = intervalMs / ticksPerCommit;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMs);
    this.ticksPerLook = LONGEST_PAUSE / pauseMs;
    this.thread = OwnThreads.newThread("uno-jcache-file-" + region, this::run);
  }

  void start() {
    space.look();
    thread.start();
    ShutdownCommit.add(this);
  }

  /** Ends the thread, and returns when it has ended. */
  void stop() {
    ShutdownCommit.remove(this);
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

  /** Calls for a commit of all, as the JVM ends. */
  void commitSoon() {
    ending = true;
    calls.release();
  }

  /** Returns whether the JVM ends, and changes are committed by whoever makes them. */
  boolean isEnding() {
    return ending;
  }

  /** Waits until that is done, for so many nanoseconds at most. */
  void awaitCommit(long nanos) throws InterruptedException {
    boolean unused = committed.await(nanos, TimeUnit.NANOSECONDS);
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
    try {
      keepUntilTheEnd();
    } finally {
      committed.countDown();
    }
  }

  private void keepUntilTheEnd() {
    long nextTick = System.nanoTime() + pauseNanos;
    long nextSecond = System.nanoTime() + SECOND;
    while (!isStopped(nextTick - System.nanoTime())) {
      if (isAbandoned()) {
        closeAbandoned();
        return;
      } else if (ending && committed.getCount() > 0) {
        withSession(this::commitAll);
        committed.countDown();
      }
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

  private boolean isAbandoned() {
    return owner.get() == null; // which must not be known here any longer than that
  }

  private void closeAbandoned() {
    ShutdownCommit.remove(this);
    file.close(session -> {});
    LOGGER.log(
        Level.WARNING,
        file.path() + " was closed as nobody uses it any more: its cache manager was not closed");
  }

  private void commitAll(Session session) {
    flush();
    file.commitChanges(session);
  }

  private void flush() {
    Owner known = owner.get();
    if (known != null) {
      known.flush();
    }
  }

  private void evict(Session session) {
    Owner known = owner.get();
    if (known != null) {
      known.evict(session);
    }
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
      if (file.degradeIfReplaced(session)) {
        return;
      }
      space.look();
      if (++seconds % SECONDS_PER_FLUSH == 0) {
        flush();
      }
      evict(session);
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
