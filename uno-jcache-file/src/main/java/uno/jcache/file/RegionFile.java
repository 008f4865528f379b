/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/**
 * The file of one region: its lock, its current {@link Session}, its commits and its end. After an
 * error, {@link FileRecovery} opens the next session.
 *
 * <p>A crash of the process loses the changes after the last commit, so entries that were removed
 * after it reappear. {@link #commit} returns when all changes are written.
 *
 * <p>MVStore's own threads are not used; it starts them only for automatic commits. They would
 * swallow interrupts of callers, and a commit could return before its changes are written.
 *
 * <p>Safe for use by many threads.
 */
final class RegionFile {
  static final String EXTENSION = ".store";

  private static final Logger LOGGER = System.getLogger(RegionFile.class.getName());

  private static final int MAX_RETRIES = 4;

  /** Added to two and a half commit intervals, as disks are slow at times. */
  private static final long COMMIT_TOLERANCE_NANOS = 5_000_000_000L;

  private final FileSettings settings;
  private final RegionState state;
  private final FileLockGuard lockGuard;
  private final DamagedFiles damagedFiles;
  private final RetryBackoff backoff = new RetryBackoff();
  private final FileRecovery recovery;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock commitLock = new ReentrantLock();

  private volatile @Nullable Session current; // written under the lock
  private volatile boolean closed;
  private volatile @Nullable Instant lastCommit;

  /** When the file last had all changes, by {@link System#nanoTime}. */
  private volatile long savedAt;

  /**
   * Opens the file of a region and creates it if it is absent.
   *
   * @param owner as in {@link uno.jcache.spi.StoreContext}
   * @throws CacheException if it cannot be opened; the message names the path
   */
  RegionFile(String region, String owner, FileResources resources, StoreListener listener) {
    this.settings = resources.settings();
    String name = FileNames.of(region, owner);
    Path path = settings.dir().resolve(name + EXTENSION);
    this.state = new RegionState(region, path, listener);
    this.damagedFiles = new DamagedFiles(path);
    this.lockGuard = lockGuard(region, settings.dir().resolve(name + ".lock"));
    this.recovery = new FileRecovery(state, resources, damagedFiles, lockGuard, backoff);
    lock.lock();
    try {
      use(recovery.open());
    } catch (IOException | RuntimeException | Error e) {
      lockGuard.close();
      throw (e instanceof CacheException known) ? known : cannotOpen(e);
    } finally {
      lock.unlock();
    }
  }

  private FileLockGuard lockGuard(String region, Path lockFile) {
    try {
      // The directory may have been removed since the provider was opened.
      settings.permissions().createDirectories(settings.dir());
      return FileLockGuard.acquire(lockFile, settings.permissions(), "cache '" + region + "'");
    } catch (IOException | CacheException e) {
      throw cannotOpen(e);
    }
  }

  private CacheException cannotOpen(Throwable why) {
    return new CacheException(
        state.message("cannot be opened: " + why.getMessage())
            + ". Caches that are open at the same time each need a writable '"
            + FileSettings.DIR.name()
            + "' of their own.",
        why);
  }

  private void use(Session session) {
    savedAt = System.nanoTime();
    current = session;
  }

  RegionState state() {
    return state;
  }

  @Nullable Instant lastCommit() {
    return lastCommit;
  }

  /** Returns why the file is out of service, or null if it is in service. */
  @Nullable StoreException failure() {
    return backoff.failure();
  }

  boolean isClosed() {
    return closed;
  }

  /** Returns the current session, or null if the file is closed or out of service. */
  @Nullable Session sessionOrNull() {
    return current;
  }

  /**
   * Returns the current session.
   *
   * @throws StoreException if the file is closed or out of service
   */
  Session session() {
    Session session = current;
    if (session == null) {
      throw unavailable();
    }
    return session;
  }

  /**
   * Runs a task in the current session. After an error, runs it again in the next session if the
   * file could be recovered.
   *
   * @throws StoreException if the region is out of service or fails repeatedly
   */
  <R extends @Nullable Object> R read(Function<Session, R> task) {
    for (int attempt = 0; ; attempt++) {
      Session session = session();
      try {
        return task.apply(session);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        recover(session, e, attempt);
      }
    }
  }

  /**
   * Runs a task that changes the file, with retries as in {@link #read}. MVStore's locks fail in an
   * interrupted thread, so the interrupt status is cleared and restored afterwards.
   */
  <R extends @Nullable Object> R write(Function<Session, R> task) {
    boolean interrupted = Thread.interrupted();
    try {
      for (int attempt = 0; ; attempt++) {
        Session session = session();
        try {
          return task.apply(session);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
          if (e.getCause() instanceof InterruptedException && !session.store().isClosed()) {
            interrupted = true; // while it waited for a lock; nothing was changed
          } else {
            recover(session, e, attempt);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs a task that changes the file, as {@link #write} does. */
  void run(Consumer<Session> task) {
    boolean unused =
        write(
            session -> {
              task.accept(session);
              return true;
            });
  }

  private StoreException unavailable() {
    StoreException why = backoff.failure();
    return (closed || why == null)
        ? new StoreException(state.message("is closed"))
        : new StoreException(String.valueOf(why.getMessage()), why);
  }

  /**
   * Records that a key was changed in a session.
   *
   * @return false if the session was abandoned: the change will not be written, and the next
   *     session may have the old entry
   */
  boolean recordChange(Session session, byte[] key) {
    int hash = FileKey.hash(key);
    state.uncommittedKeys().add(hash);
    if (current == session) {
      return true; // a recovery from now on removes the key
    }
    lock.lock(); // waits for a recovery, which may have passed the key already
    try {
      state.uncommittedKeys().add(hash);
      return current == null || current == session;
    } finally {
      lock.unlock();
    }
  }

  /** Counts and reports an entry that was damaged and removed. */
  void recordDamagedEntry() {
    state.corruptions().incrementAndGet();
    state.listener().undecodable(state.message("had a damaged entry, which was removed"));
  }

  // ---- recovery

  /**
   * Recovers from the failure of an operation. Returns normally if the operation may be retried.
   *
   * @param attempt how many attempts preceded the failed one
   * @throws StoreException if the operation must not be retried
   */
  void recover(Session failed, Throwable e, int attempt) {
    if (e instanceof CacheException known) {
      throw known;
    }
    lock.lock();
    try {
      if (current == failed && !closed) {
        abandon(failed);
        Session next = recovery.recover(failed, e);
        if (next != null) {
          use(next);
        }
      }
      if (current == null) {
        throw unavailable();
      }
    } finally {
      lock.unlock();
    }
    if (attempt >= MAX_RETRIES) {
      throw new StoreException(state.message("fails repeatedly: " + e), e);
    }
  }

  private void abandon(Session session) {
    current = null;
    session.abandon();
  }

  /** Opens a file that is out of service, if a retry is due. */
  void retry() {
    lock.lock();
    try {
      if (current != null || closed || !backoff.isRetryDue()) {
        return;
      }
      Session session = recovery.retry();
      if (session != null) {
        use(session);
        backoff.recordReopening();
        LOGGER.log(Level.DEBUG, state.message("is open again"));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the path no longer leads to the open file. */
  boolean isReplaced(Session session) {
    return recovery.isReplaced(session);
  }

  /**
   * Takes the region out of service if its file was removed or replaced, or another process has
   * locked it. Returns whether this is the case.
   */
  boolean degradeIfReplaced(Session session) {
    Exception why = recovery.lossOf(session);
    if (why == null) {
      return false;
    }
    lock.lock();
    try {
      if (current == session && !closed) {
        abandon(session);
        recovery.takeOutOfService(why);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  // ---- commits

  /** Writes all changes, and returns when they are written. */
  void commit(Session session) {
    try {
      write(session);
    } catch (Error e) {
      session.abandon(); // the commit may be incomplete, so the session must not be used any more
      throw e;
    }
  }

  private void write(Session session) {
    commitLock.lock();
    try {
      long began = System.nanoTime();
      state.uncommittedKeys().beginCommit();
      state.accounting().save(session);
      boolean hasChanges = session.store().hasUnsavedChanges();
      session.store().commit(); // waits for a commit that a writer began
      FileRecovery.checkOpen(session);
      state.uncommittedKeys().endCommit();
      if (hasChanges && backoff.isUnproven()) {
        boolean logged = backoff.recordCommit(began);
        LOGGER.log(logged ? Level.INFO : Level.DEBUG, state.message("can be written again"));
      }
      lastCommit = Instant.now();
      savedAt = began;
    } finally {
      commitLock.unlock();
    }
  }

  /** Writes the changes, if there are any. */
  void commitChanges(Session session) {
    FileRecovery.checkOpen(session);
    if (session.store().hasUnsavedChanges()) {
      commit(session);
    } else {
      savedAt = System.nanoTime();
    }
  }

  /**
   * Returns whether changes have waited too long to be written, for example because the disk hangs.
   */
  boolean isLate(Session session) {
    long age = System.nanoTime() - savedAt;
    return age - COMMIT_TOLERANCE_NANOS > settings.commitInterval() * 2_500_000
        && (commitLock.isLocked() || session.store().hasUnsavedChanges());
  }

  // ---- the end

  /**
   * Closes the file. Has no effect if it is already closed.
   *
   * @param beforeCommit writes changes that are only in the heap
   */
  void close(Consumer<Session> beforeCommit) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Session session = current;
      closed = true;
      if (session != null) {
        try {
          beforeCommit.accept(session);
          commit(session);
          current = null; // operations that are under way fail, and report the region as closed
          close(session);
        } catch (RuntimeException | Error e) { // the last commit is in the file
          LOGGER.log(Level.WARNING, state.message("could not be closed properly"), e);
        } finally {
          abandon(session);
        }
      }
    } finally {
      lockGuard.close();
      lock.unlock();
    }
  }

  /**
   * Closes a store whose changes are all written. With assertions enabled, MVStore requires that no
   * thread uses the store any more, but callers may still be in the middle of an operation.
   */
  private void close(Session session) {
    try {
      session.store().close(state.accounting().isLarge(session, 150) ? 200 : 0);
    } catch (AssertionError e) {
      LOGGER.log(
          Level.DEBUG, state.message("was closed while it was in use; all changes are written"), e);
    }
  }

  /**
   * Closes the file, and deletes it and the damaged files. The lock file is kept. Otherwise a
   * process that waits for it could lock the deleted lock file, and another process a new one.
   */
  void destroy() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Session session = current;
      closed = true;
      if (session != null) {
        abandon(session);
      }
      Files.deleteIfExists(state.path());
      damagedFiles.deleteAll();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.WARNING, state.message("could not be deleted"), e);
    } finally {
      lockGuard.close();
      lock.unlock();
    }
  }
}
