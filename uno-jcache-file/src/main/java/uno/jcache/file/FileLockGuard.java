/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The right of one store to a region's file, among all stores of all processes.
 *
 * <p>Between processes, a lock of the operating system on a file beside the region's: it vanishes
 * with its process, however that ends. On Linux it also vanishes when its own process closes any
 * descriptor of the locked file, so that file is opened by the holder only. Who else wants it in
 * this process is told by a system property, and does not even open it: statics would not do, as an
 * application server loads this class several times.
 */
final class FileLockGuard implements AutoCloseable {
  private static final String PROPERTY = "uno.jcache.file.held:";

  /** What is locked lies far behind what is written, which all can read therefore. */
  static final long LOCKED = Long.MAX_VALUE - 1;

  private final String property;
  private final Path path;
  private final FilePermissions permissions;
  private @Nullable RandomAccessFile file;

  /** What tells the file from others that have its path; null where the system does not say. */
  private @Nullable Object identity;

  private FileLockGuard(String property, Path path, FilePermissions permissions)
      throws IOException {
    this.property = property;
    this.path = path;
    this.permissions = permissions;
    take();
  }

  private void take() throws IOException {
    RandomAccessFile opened = open(path, permissions);
    try {
      identity = identity(path);
      file = opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** Returns what tells a file from others of its path; null where the system does not say. */
  static @Nullable Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /**
   * Takes the right to a file.
   *
   * @param lock the file to be locked, in a directory that is there
   * @param permissions of that file, where it is made
   * @param owner for messages
   * @throws CacheException if another store has it; the message says which
   * @throws IOException if it cannot be opened
   */
  static FileLockGuard of(Path lock, FilePermissions permissions, String owner) throws IOException {
    Path real = realDirectory(lock).resolve(String.valueOf(lock.getFileName()));
    String property = PROPERTY + real;
    Object holder = System.getProperties().putIfAbsent(property, owner);
    if (holder != null) {
      throw new CacheException(
          "it is in use in this process, by "
              + holder
              + " of another cache manager, perhaps of an application that was discarded and not"
              + " closed; close that manager, or try again when it has been collected");
    }
    try {
      return new FileLockGuard(property, real, permissions);
    } catch (RuntimeException | IOException e) {
      System.getProperties().remove(property);
      throw e;
    }
  }

  /**
   * Makes sure of the right before the region's file is opened again: where somebody has deleted
   * the file that is locked, another process may have locked one in its place.
   *
   * @throws CacheException if another has it by now
   * @throws IOException if there is no such file, and none can be made
   */
  synchronized void renew() throws IOException {
    RandomAccessFile held = file;
    if (held != null && isReplaced()) {
      take();
      held.close();
    }
  }

  private boolean isReplaced() throws IOException {
    return isReplaced(path, identity);
  }

  /** Returns whether a path is no longer that of a file that was opened by it. */
  static boolean isReplaced(Path path, @Nullable Object identity) throws IOException {
    try {
      return !Objects.equals(identity, identity(path));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static Path realDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    return ((directory == null) ? file.toAbsolutePath() : directory).toRealPath();
  }

  private static RandomAccessFile open(Path lock, FilePermissions permissions) throws IOException {
    boolean interrupted = Thread.interrupted(); // which would close the channel
    try {
      return locked(permissions.open(lock, "rw"));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RandomAccessFile locked(RandomAccessFile file) throws IOException {
    try {
      FileLock taken = file.getChannel().tryLock(LOCKED, 1, false);
      if (taken == null) {
        throw new CacheException("it is in use by another process" + described(file));
      }
      file.setLength(0);
      file.write(("pid " + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
      return file;
    } catch (OverlappingFileLockException e) {
      file.close();
      throw new CacheException("it is in use in this process", e);
    } catch (RuntimeException | IOException e) {
      file.close();
      throw e;
    }
  }

  private static String described(RandomAccessFile file) {
    try {
      String holder = file.readLine();
      return (holder == null || !holder.matches("pid [0-9]+")) ? "" : " (" + holder + ")";
    } catch (IOException e) {
      return "";
    }
  }

  /** Gives the right back; does nothing the second time. */
  @Override
  @SuppressWarnings("EmptyCatch") // the process ends the lock at last
  public synchronized void close() {
    RandomAccessFile held = file;
    if (held == null) {
      return;
    }
    file = null;
    try {
      held.close();
    } catch (IOException e) {
      // as said
    }
    System.getProperties().remove(property);
  }
}
