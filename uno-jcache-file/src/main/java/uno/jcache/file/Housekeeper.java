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
 * Maintains one region: commits changes, retries a file that is out of service, evicts and
 * compacts. It runs in the threads that all regions of a provider share, in only one of them at a
 * time.
 *
 * <p>It refers to the store weakly, because the store refers to the application. If an application
 * is discarded without closing its cache manager, the store is garbage-collected, and then the
 * housekeeper closes the file.
 */
final class Housekeeper {
  /**
   * If the heap has more changed pages than this, they are committed without waiting for the
   * interval, by a thread of the provider and not by callers. A larger limit would make puts faster
   * but chunks larger, and large chunks are freed later.
   */
  static final int MANY_CHANGES_KIB = 2048;

  private static final Logger LOGGER = System.getLogger(Housekeeper.class.getName());
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int SECONDS_PER_FLUSH = 10;

  /** With a longer commit interval, the housekeeper runs several times between two commits. */
  private static final long MAX_PAUSE_MILLIS = 200;

  private static final long MAX_STOP_SECONDS = 10;

  /** The part of the maintenance that needs the store. */
  interface MaintainedStore {
    /** Evicts entries if the region exceeds a bound. */
    void evict(Session session);

    /** Writes changes that are only in the heap into the session. */
    void flush();
  }

  private final RegionFile file;
  private final FileResources resources;
  private final WeakReference<MaintainedStore> store;
  private final long ticksPerCommit;
  private final long ticksPerCompaction;
  private final long pauseNanos;
  private final AtomicBoolean commitRequested = new AtomicBoolean();
  private final CountDownLatch lastCommitDone = new CountDownLatch(1);
  private volatile boolean jvmEnding;

  /** Held by the thread that maintains the region, and by the thread that stops the maintenance. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile boolean stopped; // guarded by the lock, as are the fields below
  private @Nullable Future<?> ticks;
  private final Compaction compaction;
  private long tickCount;
  private long nextSecond = System.nanoTime() + SECOND_NANOS;
  private long secondCount;
  private boolean failureLogged;

  Housekeeper(RegionFile file, FileResources resources, MaintainedStore store) {
    this.file = file;
    this.resources = resources;
    this.store = new WeakReference<>(store);
    this.compaction = new Compaction(file);
    long intervalMs = resources.settings().commitInterval();
    this.ticksPerCommit = 1 + (intervalMs - 1) / MAX_PAUSE_MILLIS;
    long pauseMs = intervalMs / ticksPerCommit;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMs);
    this.ticksPerCompaction = MAX_PAUSE_MILLIS / pauseMs;
  }

  /**
   * Starts the maintenance.
   *
   * @throws OutOfMemoryError if memory is full or the process has too many threads
   */
  void start() {
    resources.refresh();
    lock.lock();
    try {
      ticks = resources.workers().add(this::tick, pauseNanos);
    } finally {
      lock.unlock();
    }
    resources.pageCaches().add(file);
    ShutdownCommit.add(this);
  }

  /** Stops the maintenance; waits up to ten seconds for the work under way. */
  void stop() {
    boolean interrupted = false;
    long end = System.nanoTime() + MAX_STOP_SECONDS * SECOND_NANOS;
    while (true) {
      try {
        boolean locked = lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        end();
        if (locked) {
          lock.unlock();
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
    Future<?> started = ticks;
    if (stopped || started == null) {
      return;
    }
    stopped = true;
    ShutdownCommit.remove(this);
    resources.pageCaches().remove(file);
    resources.workers().remove(started);
  }

  /** Requests the last commit, because the JVM is shutting down. */
  void requestLastCommit() {
    jvmEnding = true;
    resources.workers().runSoon(this::commitLast);
  }

  /** Returns whether the JVM is shutting down. Each caller then has to commit its own changes. */
  boolean isJvmEnding() {
    return jvmEnding;
  }

  /** Waits until the last commit is done, at most for the given time. */
  void awaitLastCommit(long nanos) throws InterruptedException {
    boolean unused = lastCommitDone.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void commitLast() {
    lock.lock();
    try {
      if (!stopped) {
        withSession(this::commitAll);
      }
    } finally {
      lock.unlock();
      lastCommitDone.countDown();
    }
  }

  /** Requests a commit if many pages were changed. To be called after each change. */
  void recordChange() {
    Session session = file.sessionOrNull();
    if (session != null && hasManyChanges(session) && commitRequested.compareAndSet(false, true)) {
      try {
        resources.workers().runSoon(this::commitManyChanges);
      } catch (Error e) { // memory is full; the change was made, and the next tick commits it
        commitRequested.set(false);
      }
    }
  }

  private static boolean hasManyChanges(Session session) {
    return session.store().getUnsavedMemory() > MANY_CHANGES_KIB << 10;
  }

  private void commitManyChanges() {
    commitRequested.set(false); // first, so that later changes can request a commit
    runExclusively(() -> withSession(this::commitManyChanges));
  }

  private void commitManyChanges(Session session) {
    if (hasManyChanges(session)) {
      file.commit(session);
    }
  }

  private void tick() {
    runExclusively(
        () -> {
          if (store.get() == null) { // not kept in a variable, which would be a strong reference
            closeAbandoned();
          } else {
            boolean newSecond = System.nanoTime() - nextSecond >= 0;
            if (newSecond) {
              nextSecond = System.nanoTime() + SECOND_NANOS;
            }
            withSession(session -> maintain(session, newSecond));
          }
        });
  }

  /**
   * Runs a task, unless another thread is maintaining the region. The next tick makes up for that.
   */
  private void runExclusively(Runnable task) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (!stopped) {
        task.run();
      }
    } catch (RuntimeException | Error e) { // an exception, such as of a logger, would end the ticks
      logOnce(e);
    } finally {
      lock.unlock();
    }
  }

  private void closeAbandoned() {
    end();
    file.close(session -> {});
    LOGGER.log(
        Level.WARNING,
        file.state().path()
            + " was closed, as its cache manager was garbage-collected without being closed");
  }

  private void commitAll(Session session) {
    flush();
    file.commitChanges(session);
  }

  private void flush() {
    MaintainedStore flushed = store.get();
    if (flushed != null) {
      flushed.flush();
    }
  }

  private void evict(Session session) {
    MaintainedStore bounded = store.get();
    if (bounded != null) {
      bounded.evict(session);
    }
  }

  @SuppressWarnings("EmptyCatch") // the listener was notified, and the next tick tries again
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
      failureLogged = false;
    } catch (RuntimeException e) {
      // see above
    } catch (Error e) { // must not end the ticks, as they commit
      logOnce(e);
    }
  }

  /** Logs a failure, but only once until the maintenance succeeds again. */
  @SuppressWarnings("EmptyCatch") // the next tick tries to log it again
  private void logOnce(Throwable e) {
    if (!failureLogged) {
      try {
        LOGGER.log(
            Level.WARNING, file.state().path() + ": maintenance failed; it is tried again", e);
        failureLogged = true;
      } catch (RuntimeException | Error again) {
        // see above
      }
    }
  }

  private void maintain(Session session, boolean newSecond) {
    commitManyChanges(session);
    if (newSecond) {
      if (file.degradeIfReplaced(session)) {
        return;
      }
      resources.refresh();
      if (++secondCount % SECONDS_PER_FLUSH == 0) {
        flush();
      }
      evict(session);
    }
    tickCount++;
    if (tickCount % ticksPerCommit == 0) {
      file.commitChanges(session);
    }
    if (tickCount % ticksPerCompaction == 0 && resources.compactions().tryAcquire()) {
      try {
        compaction.run(session);
      } finally {
        resources.compactions().release();
      }
    }
  }
}
