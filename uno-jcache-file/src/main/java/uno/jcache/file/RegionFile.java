/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
 *       operation fails at once, and it is opened again after 0.1 seconds, 0.2, and so on to 5.
 *   <li>The file is damaged: it is moved aside, and the region goes on, empty. Callers notice
 *       nothing but misses.
 *   <li>Anything else: it is opened again. If the same happens once more, it counts as damaged.
 * </ul>
 *
 * <p>Opened again, the file holds what the last commit wrote. What was changed since would come
 * back as it was before; so these entries are dropped: see {@link Suspects}. Only the end of the
 * whole process brings them back, which is why {@link #commit} can be asked for.
 *
 * <p>There are no threads of MVStore's, which are started only if it is to commit by itself: these
 * would swallow interrupts of callers, and a commit could return before it is written.
 *
 * <p>Safe for use by many threads.
 */
final class RegionFile {
  static final String EXTENSION = ".store";

  private static final Logger LOGGER = System.getLogger(RegionFile.class.getName());
  private static final String ASIDE = ".corrupt-";
  private static final String ANY_MOMENT = "[0-9]{8}-[0-9]{6}-[0-9]{3}";
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  /** In milliseconds; MVStore's own default is for disks that keep writes back for long. */
  static final int RETENTION = 5_000;

  /** The same while the file grows by what is overwritten in that time, or shrinks at rest. */
  static final int SHORT_RETENTION = 1_000;

  private static final long FIRST_BACKOFF = 100;
  private static final long LONGEST_BACKOFF = 5_000;
  private static final long YOUNG = 10_000_000_000L;
  private static final int ATTEMPTS = 4;

  /** Beside two and a half commit intervals, in nanoseconds: disks are slow at times. */
  private static final long LATE = 5_000_000_000L;

  /** The least that an entry takes; a count of more entries than fit is none. */
  private static final int LEAST_ENTRY = FileEntry.OLD_HEADER;

  private static final int TOLERANCE = 1_000;
  private static final int SLACK = 1 << 20;

  private final String region;
  private final Path path;
  private final FileSettings settings;
  private final Opening opening;
  private final StoreListener listener;
  private final Hold hold;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock commitLock = new ReentrantLock();
  private final LongAdder bytes = new LongAdder();
  private final Suspects suspects = new Suspects();
  private final AtomicLong corruptions = new AtomicLong();

  private volatile @Nullable Session current;
  private volatile @Nullable StoreException failure;
  private volatile boolean closed;
  private volatile @Nullable Instant lastCommit;

  /** When all was in the file, by {@link System#nanoTime}. */
  private volatile long savedAt;

  private volatile Invalidations invalidations = Invalidations.NONE;
  private long backoff = FIRST_BACKOFF; // by the lock, as what follows
  private long retryAt;
  private volatile String savedBytes = "";

  /**
   * Opens the file of a region, and makes it where there is none.
   *
   * @param owner as {@link uno.jcache.spi.StoreContext} has it
   * @throws CacheException if it cannot be opened; the message names the path
   */
  RegionFile(
      String region,
      String owner,
      FileSettings settings,
      PlainFile.Opener opener,
      StoreListener listener) {
    String name = FileNames.of(region, owner);
    this.region = region;
    this.path = settings.dir().resolve(name + EXTENSION);
    this.settings = settings;
    this.opening = new Opening(region, path, settings, opener);
    this.listener = listener;
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

  private Hold hold(Path lockFile) {
    try {
      return Hold.of(lockFile, settings.permissions(), "cache '" + region + "'");
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

  /** Counts what the entries take. */
  LongAdder bytes() {
    return bytes;
  }

  Suspects suspects() {
    return suspects;
  }

  /**
   * Notes that a key was changed. Returns whether nobody will write that: the session was given up,
   * and the one that followed it may have the entry as it was before.
   */
  boolean isLost(Session session, byte[] key) {
    suspects.add(Key.hash(key));
    if (current == session) {
      return false; // whoever gives it up from now on drops the key
    }
    lock.lock(); // nobody who opens the file again has passed the key by then
    try {
      suspects.add(Key.hash(key));
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
    Throwable cause = failed.store().getPanicException();
    cause = (cause == null) ? e : cause;
    try {
      // Whatever MVStore stumbled over then.
      Kind kind = (failed.file().failure() == null) ? Kind.of(cause) : Kind.INPUT_OUTPUT;
      boolean young = failed.age() < YOUNG;
      hold.renew();
      if (kind == Kind.DAMAGED || (kind == Kind.OTHER && young)) {
        moveAside(cause);
      } else if (kind == Kind.INPUT_OUTPUT) {
        degrade(cause);
        return;
      } else {
        LOGGER.log(Level.WARNING, about("failed and is opened again"), cause);
      }
      current = reopen();
    } catch (IOException | RuntimeException | Error again) { // of the last, some go by themselves
      degrade(again);
    }
  }

  private void degrade(Throwable cause) {
    StoreException why =
        new StoreException(about("cannot be written or read: " + cause.getMessage()), cause);
    boolean first = failure == null;
    failure = why;
    retryAt = System.nanoTime() + backoff * 1_000_000;
    backoff = Math.min(2 * backoff, LONGEST_BACKOFF);
    if (first) {
      LOGGER.log(Level.WARNING, about("is out of service until it can be opened again"), cause);
    }
    listener.failed(why);
  }

  /** Opens a file again that could not be read or written, when it is time to try. */
  void retry() {
    lock.lock();
    try {
      if (current != null || closed || System.nanoTime() - retryAt < 0) {
        return;
      }
      hold.renew();
      current = reopen();
      failure = null;
      backoff = FIRST_BACKOFF;
      LOGGER.log(Level.INFO, about("is in service again"));
    } catch (IOException | RuntimeException | Error e) {
      degrade(e);
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
    TxCounter use = session.use();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(null);
      while (cursor.hasNext()) {
        byte[] key = cursor.next();
        if (suspects.contains(Key.hash(key))) {
          byte[] removed = session.entries().remove(key);
          if (removed != null) {
            bytes.add(-cost(key, removed));
          }
        }
      }
    } finally {
      session.done(use);
    }
    session.store().commit();
    suspects.clear();
  }

  /** Returns what an entry counts for. */
  static long cost(byte[] key, byte[] stored) {
    return key.length + (long) stored.length;
  }

  // ---- opening

  private Session openOrReplace() throws IOException {
    try {
      return adopt(opening.open());
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      switch (Kind.of(e)) {
        case FOREIGN ->
            throw new CacheException(
                about("is of a version that this one cannot read: " + e.getMessage())
                    + ". Remove it, or say another '"
                    + FileSettings.DIR
                    + "'.",
                e);
        case INPUT_OUTPUT -> throw e;
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
      bytes.reset();
      String saved = session.meta().get("bytes");
      bytes.add((saved == null) ? 0 : Long.parseLong(saved));
      savedBytes = String.valueOf(saved);
      checkCount(session);
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
    if (found.number() > invalidations.number()) {
      invalidations = found;
    } else if (found.number() < invalidations.number()) {
      session.setInvalidations(invalidations);
    }
  }

  /**
   * Makes sure of the count of entries, by which the bound is kept, and which has no checksum.
   * Where it does not fit the sum of bytes, one of both is wrong: after a crash, the sum.
   */
  void checkCount(Session session) {
    long count = session.entries().sizeAsLong();
    if (count >= 0 && count * LEAST_ENTRY <= bytes.sum()) {
      return;
    }
    long found = 0;
    long sum = 0;
    TxCounter use = session.use();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(null);
      while (cursor.hasNext()) {
        sum += cost(cursor.next(), cursor.getValue());
        found++;
      }
    } finally {
      session.done(use);
    }
    if (Math.abs(found - count) > TOLERANCE + found / 8) { // some may come and go meanwhile
      throw ByteArrays.damaged("it counts " + count + " entries and has " + found);
    }
    bytes.reset();
    bytes.add(sum);
  }

  private void moveAside(Throwable why) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ASIDE + MOMENT.format(Instant.now()));
    removeMovedAside();
    Files.move(path, aside);
    corruptions.incrementAndGet();
    suspects.clear();
    StoreException event =
        new StoreException(
            about("was damaged and is now " + aside.getFileName() + "; the cache starts empty"),
            why);
    LOGGER.log(Level.WARNING, String.valueOf(event.getMessage()), why);
    listener.failed(event);
  }

  /** One is enough to find out what happened, and too many fill the disk. */
  private void removeMovedAside() throws IOException {
    // To the end: the names of other regions' files may begin like this.
    Pattern name = Pattern.compile(Pattern.quote(path.getFileName() + ASIDE) + ANY_MOMENT);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            settings.dir(), file -> name.matcher(String.valueOf(file.getFileName())).matches())) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
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
    commitLock.lock();
    try {
      long began = System.nanoTime();
      suspects.committing();
      String sum = Long.toString(Math.max(bytes.sum(), 0));
      if (!sum.equals(savedBytes)) {
        session.meta().put("bytes", sum);
        savedBytes = sum;
      }
      session.store().commit(); // waits for one that a writer began
      if (session.store().isClosed()) { // where it does nothing, and says nothing
        throw DataUtils.newMVStoreException(DataUtils.ERROR_CLOSED, "it was given up meanwhile");
      }
      suspects.committed();
      lastCommit = Instant.now();
      savedAt = began;
    } finally {
      commitLock.unlock();
    }
  }

  /** Commits what is not in the file yet, if anything is. */
  void commitChanges(Session session) {
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
        } catch (RuntimeException | AssertionError e) {
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
      session.store().close(isLarge(session, 150) ? 200 : 0);
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
      removeMovedAside();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.WARNING, about("could not be deleted"), e);
    } finally {
      hold.close();
      lock.unlock();
    }
  }

  /** Returns whether the file takes more than so many percent of its entries. */
  boolean isLarge(Session session, int percent) {
    return session.file().size() - SLACK / 4 > bytes.sum() / 100 * percent;
  }

  /** Returns for how many milliseconds chunks are kept that nobody needs, while much is written. */
  int retention(Session session) {
    return (session.file().size() > 8 * (bytes.sum() + SLACK)) ? SHORT_RETENTION : RETENTION;
  }
}
