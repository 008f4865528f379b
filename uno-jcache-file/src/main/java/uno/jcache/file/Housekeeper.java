/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one region: writes what has changed, tries a file that failed, gives back space. It
 * does so in the threads that the regions of a provider share, one at a time.
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
  private final FileResources resources;
  private final WeakReference<Owner> owner;
  private final long ticksPerCommit;
  private final long ticksPerLook;
  private final long pauseNanos;
  private final AtomicBoolean called = new AtomicBoolean();
  private final CountDownLatch committed = new CountDownLatch(1);
  private volatile boolean ending;

  /** Held by whoever works for the region, and in the end by who stops it. */
  private final ReentrantLock working = new ReentrantLock();

  private volatile boolean stopped; // by the lock, as what follows
  private @Nullable Future<?> ticking;
  private final Compaction compaction;
  private long ticks;
  private long nextSecond = System.nanoTime() + SECOND;
  private long seconds;
  private boolean failing;

  Housekeeper(RegionFile file, FileResources resources, Owner owner) {
    this.file = file;
    this.resources = resources;
    this.owner = new WeakReference<>(owner);
    this.compaction = new Compaction(file);
    long intervalMs = resources.settings().commitInterval();
    this.ticksPerCommit = 1 + (intervalMs - 1) / LONGEST_PAUSE;
    long pauseMs = intervalMs / ticksPerCommit;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMs);
    this.ticksPerLook = LONGEST_PAUSE / pauseMs;
  }

  /**
   * Begins.
   *
   * @throws OutOfMemoryError also if there are too many threads
   */
  void start() {
    resources.look();
    working.lock();
    try {
      ticking = resources.workers().add(this::tick, pauseNanos);
    } finally {
      working.unlock();
    }
    resources.pageCaches().add(file);
    ShutdownCommit.add(this);
  }

  /** Ends, and returns when nothing is done any more. */
  void stop() {
    boolean interrupted = false;
    long end = System.nanoTime() + LONGEST_END * SECOND;
    while (true) {
      try {
        boolean locked = working.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        end();
        if (locked) {
          working.unlock();
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    Future<?> added = ticking;
    if (stopped || added == null) {
      return;
    }
    stopped = true;
    ShutdownCommit.remove(this);
    resources.pageCaches().remove(file);
    resources.workers().remove(added);
  }

  /** Calls for a commit of all, as the JVM ends. */
  void commitSoon() {
    ending = true;
    resources.workers().runSoon(this::commitLast);
  }

  /** Returns whether the JVM ends, and changes are committed by whoever makes them. */
  boolean isEnding() {
    return ending;
  }

  /** Waits until that is done, for so many nanoseconds at most. */
  void awaitCommit(long nanos) throws InterruptedException {
    boolean unused = committed.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void commitLast() {
    working.lock();
    try {
      if (!stopped) {
        withSession(this::commitAll);
      }
    } finally {
      working.unlock();
      committed.countDown();
    }
  }

  /** Calls for a commit, if there is much to write. To be called after each change. */
  void changed() {
    Session session = file.sessionOrNull();
    if (session != null && isMuch(session) && called.compareAndSet(false, true)) {
      try {
        resources.workers().runSoon(this::commitMuch);
      } catch (Error e) { // in a full heap; the change is made, and the next tick commits
        called.set(false);
      }
    }
  }

  private static boolean isMuch(Session session) {
    return session.store().getUnsavedMemory() > MANY_CHANGES_KIB << 10;
  }

  private void commitMuch() {
    called.set(false); // first, so that whoever changes more from now on can call
    work(() -> withSession(this::commitMuch));
  }

  private void commitMuch(Session session) {
    if (isMuch(session)) {
      file.commit(session);
    }
  }

  private void tick() {
    work(
        () -> {
          if (owner.get() == null) { // which must not be known here any longer than that
            closeAbandoned();
          } else {
            boolean second = System.nanoTime() - nextSecond >= 0;
            if (second) {
              nextSecond = System.nanoTime() + SECOND;
            }
            withSession(session -> keep(session, second));
          }
        });
  }

  /** Works for the region, unless somebody does: who commits, too, or is at it at the next tick. */
  private void work(Runnable task) {
    if (!working.tryLock()) {
      return;
    }
    try {
      if (!stopped) {
        task.run();
      }
    } catch (RuntimeException | Error e) { // of a log, say; or there were no more ticks
      tell(e);
    } finally {
      working.unlock();
    }
  }

  private void closeAbandoned() {
    end();
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
    } catch (Error e) { // without this nothing would be written any more
      tell(e);
    }
  }

  /** Once, until it works again. */
  @SuppressWarnings("EmptyCatch") // the next tick tells
  private void tell(Throwable e) {
    if (!failing) {
      try {
        LOGGER.log(Level.WARNING, file.path() + ": upkeep fails, and is tried again", e);
        failing = true;
      } catch (RuntimeException | Error again) {
        // as said
      }
    }
  }

  private void keep(Session session, boolean second) {
    commitMuch(session);
    if (second) {
      if (file.degradeIfReplaced(session)) {
        return;
      }
      resources.look();
      if (++seconds % SECONDS_PER_FLUSH == 0) {
        flush();
      }
      evict(session);
    }
    ticks++;
    if (ticks % ticksPerCommit == 0) {
      file.commitChanges(session);
    }
    if (ticks % ticksPerLook == 0 && resources.compactions().tryAcquire()) {
      try {
        compaction.run(session);
      } finally {
        resources.compactions().release();
      }
    }
  }
}
