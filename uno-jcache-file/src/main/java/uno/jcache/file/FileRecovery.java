/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Instant;
import javax.cache.CacheException;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/**
 * Opens a region's file, and reopens it after errors. MVStore closes itself at the first unexpected
 * error. What follows depends on the error:
 *
 * <table>
 *   <caption>Recovery</caption>
 *   <tr><th>error</th><th>what follows</th></tr>
 *   <tr><td>The file cannot be written or read, as on a full disk.</td><td>The region is out of
 *     service: each operation fails immediately. {@link RetryBackoff} decides when the file is
 *     retried.</td></tr>
 *   <tr><td>Another program removed or replaced the file or its directory.</td><td>The same. The
 *     entries are lost.</td></tr>
 *   <tr><td>The file is damaged.</td><td>It is renamed ({@link DamagedFiles}) and never deleted.
 *     The region continues with an empty file; callers see only misses.</td></tr>
 *   <tr><td>The process lacks memory, or a thread was interrupted.</td><td>The file is opened
 *     again.</td></tr>
 *   <tr><td>Any other error.</td><td>The file is opened again. If it had been opened shortly
 *     before, the whole file is read, and counts as damaged if that fails. If the error comes back
 *     several times in a row, the region is out of service for a while.</td></tr>
 * </table>
 *
 * <p>A reopened file contains what the last commit wrote. Keys that were changed after that commit
 * are removed ({@link UncommittedKeys}), so that no caller sees an outdated entry.
 *
 * <p>Used by one thread at a time, which holds the lock of {@link RegionFile}.
 */
final class FileRecovery {
  private static final Logger LOGGER = System.getLogger(RegionFile.class.getName());

  /** An error that occurs at most this many nanoseconds after opening may be caused by damage. */
  private static final long RECENTLY_OPENED_NANOS = 10_000_000_000L;

  /** How often in a row a readable file is reopened although it fails again soon afterwards. */
  private static final int MAX_FRUITLESS_REOPENINGS = 3;

  private final RegionState state;
  private final FileSettings settings;
  private final FileOpener opener;
  private final DamagedFiles damagedFiles;
  private final FileLockGuard lockGuard;
  private final RetryBackoff backoff;
  private int fruitlessReopenings;

  /** Whether the file replaced a damaged one, and nothing was written to it since. */
  private boolean isEmptyReplacement;

  FileRecovery(
      RegionState state,
      FileResources resources,
      DamagedFiles damagedFiles,
      FileLockGuard lockGuard,
      RetryBackoff backoff) {
    this.state = state;
    this.settings = resources.settings();
    this.opener = new FileOpener(state.region(), state.path(), resources);
    this.damagedFiles = damagedFiles;
    this.lockGuard = lockGuard;
    this.backoff = backoff;
  }

  // ---- opening

  /**
   * Opens the file and creates it if it is absent. A damaged file is set aside and replaced by an
   * empty one.
   *
   * @throws CacheException if the file is of another region or a later version
   * @throws IOException if it cannot be read or written
   * @throws RuntimeException if MVStore cannot open it for another reason
   */
  Session open() throws IOException {
    try {
      return openAndLoad();
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      switch (FileErrorKind.of(e)) {
        case UNSUPPORTED_FORMAT ->
            throw new CacheException(
                state.message("has a format that this version cannot read: " + e.getMessage())
                    + ". Delete it, or set '"
                    + FileSettings.DIR.name()
                    + "' to another directory.",
                e);
        case INPUT_OUTPUT, PROCESS -> throw e;
        default -> {
          if (e instanceof CacheException) {
            throw e;
          }
          setAside(e);
          return openAndLoad();
        }
      }
    }
  }

  private Session openAndLoad() throws IOException {
    Session session = opener.open();
    try {
      state.load(session);
      return session;
    } catch (RuntimeException | Error e) {
      session.abandon();
      throw e;
    }
  }

  private void setAside(Throwable why) throws IOException {
    String outcome;
    if (isEmptyReplacement && state.uncommittedKeys().isEmpty()) {
      // If each new file were damaged too, empty files would fill the disk.
      Files.delete(state.path());
      outcome = "was deleted, as it was empty";
    } else {
      outcome =
          "was renamed to " + damagedFiles.setAside() + " (delete it when you no longer need it)";
      isEmptyReplacement = true;
    }
    state.corruptions().incrementAndGet();
    state.uncommittedKeys().clear();
    StoreException event =
        new StoreException(
            state.message("was damaged and " + outcome + "; the cache starts empty"), why);
    LOGGER.log(Level.WARNING, String.valueOf(event.getMessage()), why);
    state.listener().failed(event);
  }

  private Session reopen() throws IOException {
    Session session = open();
    try {
      removeUncommittedKeys(session);
      return session;
    } catch (RuntimeException | Error e) {
      session.abandon();
      throw e;
    }
  }

  private void removeUncommittedKeys(Session session) {
    UncommittedKeys uncommitted = state.uncommittedKeys();
    if (uncommitted.isEmpty()) {
      return;
    }
    isEmptyReplacement = false;
    TxCounter read = session.beginRead();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(null);
      while (cursor.hasNext()) {
        byte[] key = cursor.next();
        if (uncommitted.contains(FileKey.hash(key))) {
          state.accounting().recordChange(key, session.entries().remove(key), null);
        }
      }
    } finally {
      session.endRead(read);
    }
    session.store().commit();
    uncommitted.clear();
  }

  // ---- after a failure

  /**
   * Reopens the file after a session failed, if that can succeed now.
   *
   * @param failed the failed session, which was abandoned
   * @param error what the failed operation threw
   * @return the next session, or null if the region is out of service
   */
  @Nullable Session recover(Session failed, Throwable error) {
    Throwable panic = failed.store().getPanicException(); // MVStore's first error, if recorded
    Throwable cause = (panic == null) ? error : panic;
    try {
      lockGuard.relockIfReplaced();
      switch (kind(failed, cause)) {
        case INPUT_OUTPUT -> {
          takeOutOfService(cause);
          return null;
        }
        case DAMAGED -> {
          setAside(cause);
          return reopen();
        }
        case OTHER -> {
          return reopenAfterUnknown(failed, cause);
        }
        default -> {
          LOGGER.log(Level.WARNING, state.message("failed and is opened again: " + cause));
          LOGGER.log(Level.DEBUG, state.message("failed"), cause);
          return reopen();
        }
      }
    } catch (IOException | RuntimeException | Error e) { // even errors: some are temporary
      takeOutOfService(e);
      return null;
    }
  }

  private static FileErrorKind kind(Session failed, Throwable cause) {
    return (failed.file().failure() == null) ? FileErrorKind.of(cause) : FileErrorKind.INPUT_OUTPUT;
  }

  /**
   * Reopens the file after an unknown error. Either the file is damaged, or it is sound and
   * MVStore's pages in the heap are wrong.
   */
  private @Nullable Session reopenAfterUnknown(Session failed, Throwable cause) throws IOException {
    LOGGER.log(Level.WARNING, state.message("failed and is opened again"), cause);
    boolean openedRecently = failed.age() < RECENTLY_OPENED_NANOS;
    fruitlessReopenings = openedRecently ? fruitlessReopenings + 1 : 0;
    if (fruitlessReopenings > MAX_FRUITLESS_REOPENINGS) {
      fruitlessReopenings = 0;
      takeOutOfService(cause);
      return null;
    }
    Session session = reopen();
    try {
      if (openedRecently) {
        session.readAll();
      }
      return session;
    } catch (RuntimeException | Error e) {
      session.abandon();
      FileErrorKind kind = kind(session, e);
      if (kind != FileErrorKind.DAMAGED && kind != FileErrorKind.OTHER) {
        throw e;
      }
      setAside(e);
      return reopen();
    }
  }

  /** Reports the failure and plans the next attempt. */
  void takeOutOfService(Throwable cause) {
    StoreException why =
        new StoreException(
            state.message(
                "cannot be written or read: " + FileErrorAdvice.text(settings.dir(), cause)),
            cause);
    backoff.recordFailure(why);
    LOGGER.log(Level.DEBUG, state.message("is out of service until it can be opened again"), cause);
    state.listener().failed(why); // the listener logs it, once a minute
  }

  /** Tries to put the region into service again. Returns null if that fails. */
  @Nullable Session retry() {
    try {
      settings.permissions().createDirectories(settings.dir());
      lockGuard.relockIfReplaced();
      Session session = reopen();
      checkWritable(session);
      return session;
    } catch (IOException | RuntimeException | Error e) {
      takeOutOfService(e);
      return null;
    }
  }

  /** Checks that the session can be committed. Otherwise it would lose the changes of callers. */
  private static void checkWritable(Session session) {
    try {
      session.meta().put("reopened", Instant.now().toString());
      session.store().commit();
      checkOpen(session);
    } catch (RuntimeException | Error e) {
      session.abandon();
      throw e;
    }
  }

  /**
   * Checks that MVStore has not closed itself. Otherwise a commit would do nothing without failing.
   *
   * @throws org.h2.mvstore.MVStoreException if it has closed itself
   */
  static void checkOpen(Session session) {
    if (session.store().isClosed()) {
      throw DataUtils.newMVStoreException(DataUtils.ERROR_CLOSED, "it was abandoned meanwhile");
    }
  }

  /**
   * Returns the reason why the file may no longer be used: another program has removed or replaced
   * it, or another process has locked it. Returns null if the file may be used.
   */
  @Nullable Exception lossOf(Session session) {
    if (isReplaced(session)) {
      return new IOException(
          "it was removed or replaced while it was open, and its entries are lost. Set '"
              + FileSettings.DIR.name()
              + "' to a directory that no other program cleans up.");
    }
    try {
      lockGuard.relockIfReplaced();
      return null;
    } catch (IOException | CacheException e) {
      return e;
    }
  }

  /** Returns whether the path no longer leads to the open file. */
  boolean isReplaced(Session session) {
    try {
      return session.isReplaced(state.path());
    } catch (IOException e) {
      return false; // unknown
    }
  }
}
