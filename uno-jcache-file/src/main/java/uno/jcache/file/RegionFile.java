/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/**
 * The file of one region, and the way back from all that can happen to it.
 *
 * <p>MVStore closes itself at the first error that it cannot explain. What then follows depends on
 * the error:
 *
 * <ul>
 *   <li>The file cannot be written or read (a full disk, say): the region is out of service, each
 *       operation fails at once, and it is opened again after 0.1 seconds, 0.2, and so on to 5,
 *       until a commit has succeeded.
 *   <li>Somebody has removed it, or its directory, or has put another in its place: the same. What
 *       was in it is lost.
 *   <li>The file is damaged: it is moved aside, and the region goes on, empty. Callers notice
 *       nothing but misses. What is moved aside is never deleted.
 *   <li>The process is to blame, as it has too little memory: the file is opened again.
 *   <li>Anything else: it is opened again. Where this happens soon after it was opened, all of the
 *       file is read first; only what cannot be read is damaged. Where that does not help either,
 *       the region is out of service for a while.
 * </ul>
 *
 * <p>Opened again, the file holds what the last commit wrote. What was changed since would come
 * back as it was before; so these entries are dropped: see {@link UncommittedKeys}. Only the end of
 * the whole process brings them back, which is why {@link #commit} can be asked for.
 *
 * <p>There are no threads of MVStore's, which are started only if it is to commit by itself: these
 * would swallow interrupts of callers, and a commit could return before it is written.
 *
 * <p>Safe for use by many threads.
 */
final class RegionFile {
  static final String EXTENSION = ".store";

  private static final Logger LOGGER = System.getLogger(RegionFile.class.getName());

  private static final long FIRST_BACKOFF = 100;
  private static final long LONGEST_BACKOFF = 5_000;
  private static final long YOUNG = 10_000_000_000L;
  private static final long QUIET = 60_000_000_000L;
  private static final int ATTEMPTS = 4;

  /** How often in a row a file is opened again that can be read, and fails soon. */
  private static final int OPENINGS_IN_VAIN = 3;

  /** Beside two and a half commit intervals, in nanoseconds: disks are slow at times. */
  private static final long LATE = 5_000_000_000L;

  private final String region;
  private final Path path;
  private final FileSettings settings;
  private final FileOpener opening;
  private final DamagedFiles setAside;
  private final StoreListener listener;
  private final FileLockGuard hold;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock commitLock = new ReentrantLock();
  private final Accounting accounting = new Accounting();
  private final UncommittedKeys suspects = new UncommittedKeys();
  private final AtomicLong corruptions = new AtomicLong();

  private volatile @Nullable Session current;
  private volatile @Nullable StoreException failure;
  private volatile boolean closed;
  private volatile @Nullable Instant lastCommit;

  /** When all was in the file, by {@link System#nanoTime}. */
  private volatile long savedAt;

  private volatile Invalidations invalidations = Invalidations.NONE;

  /** In milliseconds; the first one again when a commit has succeeded. */
  private volatile long backoff = FIRST_BACKOFF;

  private long quietUntil = System.nanoTime(); // by the lock of commits
  private long retryAt; // by the lock, as what follows
  private int inVain;

  /** Whether the file was made in the place of a damaged one, and nothing has changed since. */
  private boolean blank;

  /**
   * Opens the file of a region, and makes it where there is none.
   *
   * @param owner as {@link uno.jcache.spi.StoreContext} has it
   * @throws CacheException if it cannot be opened; the message names the path
   */
  RegionFile(String region, String owner, FileResources resources, StoreListener listener) {
    FileSettings settings = resources.settings();
    String name = FileNames.of(region, owner);
    this.region = region;
    this.path = settings.dir().resolve(name + EXTENSION);
    this.settings = settings;
    this.opening = new FileOpener(region, path, resources);
    this.setAside = new DamagedFiles(path);
    this.listener = listener;
    makeDirectory();
    this.hold = hold(settings.dir().resolve(name + ".lock"));
    lock.lock();
    try {
      current = openOrReplace();
    } catch (IOException | RuntimeException | Error e) {
      hold.close();
      throw (e instanceof CacheException known) ? known : cannotOpen(e);
    } finally {
      lock.unlock();
    }
  }

  /** Where it was removed since the provider was opened. */
  private void makeDirectory() {
    try {
      settings.permissions().createDirectories(settings.dir());
    } catch (IOException e) {
      throw cannotOpen(e);
    }
  }

  private FileLockGuard hold(Path lockFile) {
    try {
      return FileLockGuard.of(lockFile, settings.permissions(), "cache '" + region + "'");
    } catch (IOException | CacheException e) {
      throw cannotOpen(e);
    }
  }

  private CacheException cannotOpen(Throwable why) {
    return new CacheException(
        about("cannot be opened: " + why.getMessage())
            + ". Give each cache that is in use at a time a '"
            + FileSettings.DIR
            + "' of its own, where it may write.",
        why);
  }

  private String about(String what) {
    return "Cache '" + region + "': " + path + " " + what;
  }

  Path path() {
    return path;
  }

  /** Returns what knows how much the entries take. */
  Accounting accounting() {
    return accounting;
  }

  UncommittedKeys suspects() {
    return suspects;
  }

  /**
   * Notes that a key was changed. Returns whether nobody will write that: the session was given up,
   * and the one that followed it may have the entry as it was before.
   */
  boolean isLost(Session session, byte[] key) {
    suspects.add(FileKey.hash(key));
    if (current == session) {
      return false; // whoever gives it up from now on drops the key
    }
    lock.lock(); // nobody who opens the file again has passed the key by then
    try {
      suspects.add(FileKey.hash(key));
      return current != null && current != session;
    } finally {
      lock.unlock();
    }
  }

  long corruptions() {
    return corruptions.get();
  }

  @Nullable Instant lastCommit() {
    return lastCommit;
  }

  @Nullable StoreException failure() {
    return failure;
  }

  boolean isClosed() {
    return closed;
  }

  /** Returns the session in use, or null while there is none. */
  @Nullable Session sessionOrNull() {
    return current;
  }

  /**
   * Returns the session in use.
   *
   * @throws StoreException if there is none now
   */
  Session session() {
    Session session = current;
    if (session == null) {
      throw unavailable();
    }
    return session;
  }

  private StoreException unavailable() {
    StoreException why = failure;
    return (closed || why == null)
        ? new StoreException(about("is closed"))
        : new StoreException(String.valueOf(why.getMessage()), why);
  }

  /** One entry was damaged. */
  void damaged() {
    corruptions.incrementAndGet();
    listener.undecodable(about("held a damaged entry, which was dropped"));
  }

  // ---- failures

  /**
   * Finds a way on after an operation failed. Returns if it is worth being tried again.
   *
   * @param attempt how often it was tried before this time
   * @throws StoreException if it is not
   */
  void recover(Session failed, Throwable e, int attempt) {
    if (e instanceof CacheException known) {
      throw known;
    }
    lock.lock();
    try {
      if (current == failed && !closed) {
        current = null;
        failed.abandon();
        restore(failed, e);
      }
      if (current == null) {
        throw unavailable();
      }
    } finally {
      lock.unlock();
    }
    if (attempt >= ATTEMPTS) {
      throw new StoreException(about("fails again and again: " + e), e);
    }
  }

  private void restore(Session failed, Throwable e) {
    Throwable cause = failed.store().getPanicException(); // whatever MVStore stumbled over then
    cause = (cause == null) ? e : cause;
    try {
      hold.renew();
      switch (kind(failed, cause)) {
        case INPUT_OUTPUT -> degrade(cause);
        case DAMAGED -> {
          moveAside(cause);
          current = reopen();
        }
        case OTHER -> reopenOther(failed, cause);
        case PROCESS, FOREIGN -> {
          LOGGER.log(Level.WARNING, about("failed and is opened again: " + cause));
          LOGGER.log(Level.DEBUG, about("failed"), cause);
          current = reopen();
        }
      }
    } catch (IOException | RuntimeException | Error again) { // of the last, some go by themselves
      degrade(again);
    }
  }

  private static FileErrorKind kind(Session failed, Throwable cause) {
    return (failed.file().failure() == null) ? FileErrorKind.of(cause) : FileErrorKind.INPUT_OUTPUT;
  }

  /** The file may be damaged, or be sound and what MVStore has of it in the heap be wrong. */
  private void reopenOther(Session failed, Throwable cause) throws IOException {
    LOGGER.log(Level.WARNING, about("failed and is opened again"), cause);
    boolean young = failed.age() < YOUNG;
    inVain = young ? inVain + 1 : 0;
    if (inVain > OPENINGS_IN_VAIN) {
      inVain = 0;
      degrade(cause);
      return;
    }
    Session session = reopen();
    try {
      if (young) {
        session.readAll();
      }
      current = session;
    } catch (RuntimeException | Error e) {
      session.abandon();
      FileErrorKind kind = kind(session, e);
      if (kind != FileErrorKind.DAMAGED && kind != FileErrorKind.OTHER) {
        throw e;
      }
      moveAside(e);
      current = reopen();
    }
  }

  private void degrade(Throwable cause) {
    StoreException why =
        new StoreException(
            about("cannot be written or read: " + FileErrorAdvice.text(settings.dir(), cause)),
            cause);
    failure = why;
    retryAt = System.nanoTime() + backoff * 1_000_000;
    backoff = Math.min(2 * backoff, LONGEST_BACKOFF);
    LOGGER.log(Level.DEBUG, about("is out of service until it can be opened again"), cause);
    listener.failed(why); // who logs it, once a minute
  }

  /** Opens a file again that could not be read or written, when it is time to try. */
  void retry() {
    lock.lock();
    try {
      if (current != null || closed || System.nanoTime() - retryAt < 0) {
        return;
      }
      settings.permissions().createDirectories(settings.dir());
      hold.renew();
      Session session = reopen();
      tryToWrite(session);
      current = session;
      failure = null;
      LOGGER.log(Level.DEBUG, about("is open again"));
    } catch (IOException | RuntimeException | Error e) {
      degrade(e);
    } finally {
      lock.unlock();
    }
  }

  /** Makes sure that what callers change will not be dropped by the next commit. */
  private static void tryToWrite(Session session) {
    try {
      session.meta().put("reopened", Instant.now().toString());
      session.store().commit();
      checkOpen(session);
    } catch (RuntimeException | Error e) {
      session.abandon();
      throw e;
    }
  }

  /** Returns whether the path is no longer that of the open file, in which nobody looks again. */
  boolean isReplaced(Session session) {
    try {
      return session.isReplaced(path);
    } catch (IOException e) {
      return false; // not known
    }
  }

  /**
   * Takes the region out of service where its file was removed or replaced, or another process has
   * the right to it by now. Returns whether it did.
   */
  boolean degradeIfReplaced(Session session) {
    @Nullable Exception why = null;
    if (isReplaced(session)) {
      why =
          new IOException(
              "it was removed or replaced while it was open, and what it held is lost. Choose a '"
                  + FileSettings.DIR
                  + "' that nobody cleans up.");
    } else {
      try {
        hold.renew();
      } catch (IOException | CacheException e) {
        why = e;
      }
    }
    if (why == null) {
      return false;
    }
    lock.lock();
    try {
      if (current == session && !closed) {
        current = null;
        session.abandon();
        degrade(why);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private Session reopen() throws IOException {
    Session session = openOrReplace();
    try {
      dropSuspects(session);
      return session;
    } catch (RuntimeException | Error e) {
      session.abandon();
      throw e;
    }
  }

  private void dropSuspects(Session session) {
    if (suspects.isEmpty()) {
      return;
    }
    blank = false;
    TxCounter use = session.use();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(null);
      while (cursor.hasNext()) {
        byte[] key = cursor.next();
        if (suspects.contains(FileKey.hash(key))) {
          accounting.changed(key, session.entries().remove(key), null);
        }
      }
    } finally {
      session.done(use);
    }
    session.store().commit();
    suspects.clear();
  }

  // ---- opening

  private Session openOrReplace() throws IOException {
    try {
      return adopt(opening.open());
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      switch (FileErrorKind.of(e)) {
        case FOREIGN ->
            throw new CacheException(
                about("is of a version that this one cannot read: " + e.getMessage())
                    + ". Remove it, or say another '"
                    + FileSettings.DIR
                    + "'.",
                e);
        case INPUT_OUTPUT, PROCESS -> throw e;
        default -> {
          if (e instanceof CacheException) {
            throw e;
          }
          moveAside(e);
          return adopt(opening.open());
        }
      }
    }
  }

  private Session adopt(Session session) {
    try {
      adoptInvalidations(session);
      accounting.adopt(session);
      savedAt = System.nanoTime();
      return session;
    } catch (RuntimeException | Error e) {
      session.abandon();
      throw e;
    }
  }

  /**
   * Goes on with the later ones: a file that is opened again, or anew, may have missed the last.
   */
  private void adoptInvalidations(Session session) {
    Invalidations found = session.invalidations();
    if (found.epoch() > invalidations.epoch()) {
      invalidations = found;
    } else if (found.epoch() < invalidations.epoch()) {
      session.setInvalidations(invalidations);
    }
  }

  private void moveAside(Throwable why) throws IOException {
    String now;
    if (blank && suspects.isEmpty()) {
      Files.delete(path); // or where each is damaged in turn, empty ones would fill the disk
      now = "deleted, as it was empty";
    } else {
      now = setAside.add() + ", which stays there until somebody deletes it";
      blank = true;
    }
    corruptions.incrementAndGet();
    suspects.clear();
    StoreException event =
        new StoreException(
            about("was damaged and is now " + now + "; the cache starts empty"), why);
    LOGGER.log(Level.WARNING, String.valueOf(event.getMessage()), why);
    listener.failed(event);
  }

  // ---- invalidations

  Invalidations invalidations() {
    return invalidations;
  }

  /** Says what was invalidated from now on; not in the file yet. By one thread at a time. */
  void setInvalidations(Invalidations next) {
    invalidations = next;
  }

  // ---- commits and the end

  /** Writes what has changed, and returns when it is written. */
  void commit(Session session) {
    try {
      write(session);
    } catch (Error e) {
      session.abandon(); // half of it may be done: nobody goes on with that
      throw e;
    }
  }

  private void write(Session session) {
    commitLock.lock();
    try {
      long began = System.nanoTime();
      suspects.committing();
      accounting.save(session);
      boolean isNews = session.store().hasUnsavedChanges();
      session.store().commit(); // waits for one that a writer began
      checkOpen(session); // else it does nothing, and says nothing
      suspects.committed();
      if (isNews && backoff != FIRST_BACKOFF) {
        backoff = FIRST_BACKOFF;
        boolean quiet = began - quietUntil < 0;
        quietUntil = quiet ? quietUntil : began + QUIET;
        LOGGER.log(quiet ? Level.DEBUG : Level.INFO, about("can be written again"));
      }
      lastCommit = Instant.now();
      savedAt = began;
    } finally {
      commitLock.unlock();
    }
  }

  private static void checkOpen(Session session) {
    if (session.store().isClosed()) {
      throw DataUtils.newMVStoreException(DataUtils.ERROR_CLOSED, "it was given up meanwhile");
    }
  }

  /** Commits what is not in the file yet, if anything is. */
  void commitChanges(Session session) {
    checkOpen(session);
    if (session.store().hasUnsavedChanges()) {
      commit(session);
    } else {
      savedAt = System.nanoTime();
    }
  }

  /**
   * Returns whether changes wait to be written for longer than they should, as where the disk
   * hangs.
   */
  boolean isLate(Session session) {
    long age = System.nanoTime() - savedAt;
    return age - LATE > settings.commitInterval() * 2_500_000
        && (commitLock.isLocked() || session.store().hasUnsavedChanges());
  }

  /**
   * Closes the file; does nothing the second time.
   *
   * @param last what is to be written before
   */
  void close(Consumer<Session> last) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Session session = current;
      closed = true;
      if (session != null) {
        try {
          last.accept(session);
          commit(session);
          // Those who still read fail, and find the region closed.
          current = null;
          close(session);
        } catch (RuntimeException | Error e) { // it is as the last commit left it
          LOGGER.log(Level.WARNING, about("could not be closed in order"), e);
        } finally {
          current = null;
          session.abandon();
        }
      }
    } finally {
      hold.close();
      lock.unlock();
    }
  }

  /**
   * Closes a store in which all is written. With assertions on, MVStore demands that nobody uses it
   * by then, which those who are still in the midst of an operation cannot know.
   */
  private void close(Session session) {
    try {
      session.store().close(accounting.isLarge(session, 150) ? 200 : 0);
    } catch (AssertionError e) {
      LOGGER.log(Level.DEBUG, about("was closed while it was still in use; all is written"), e);
    }
  }

  /**
   * Closes the file and deletes it, and what was moved aside. The file with the lock stays: whoever
   * waits for that would hold one that is no longer there, beside another who makes it anew.
   */
  void destroy() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Session session = current;
      closed = true;
      current = null;
      if (session != null) {
        session.abandon();
      }
      Files.deleteIfExists(path);
      setAside.deleteAll();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.WARNING, about("could not be deleted"), e);
    } finally {
      hold.close();
      lock.unlock();
    }
  }
}
