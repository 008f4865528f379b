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
 * Makes sure that only one store, of any process, uses a region's file.
 *
 * <p>Other processes are excluded by a lock of the operating system on a lock file beside the
 * region's file. The lock ends with its process, even after a crash. On Linux it also ends when its
 * process closes any descriptor of the lock file, so only the holder may open that file. Therefore
 * a system property names the holder within the process. A static field would not suffice, because
 * an application server may load this class several times.
 */
final class FileLockGuard implements AutoCloseable {
  private static final String PROPERTY = "uno.jcache.file.held:";

  /**
   * Position of the locked byte: far behind the content, so that other processes can read the
   * content.
   */
  static final long LOCK_POSITION = Long.MAX_VALUE - 1;

  private final String property;
  private final Path path;
  private final FilePermissions permissions;
  private @Nullable RandomAccessFile file;

  /** See {@link #identity(Path)}. */
  private @Nullable Object identity;

  private FileLockGuard(String property, Path path, FilePermissions permissions)
      throws IOException {
    this.property = property;
    this.path = path;
    this.permissions = permissions;
    lock();
  }

  private void lock() throws IOException {
    RandomAccessFile opened = open(path, permissions);
    try {
      identity = identity(path);
      file = opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Returns an object that identifies the file at this path and differs if another file takes its
   * place, such as the inode; or null if the operating system has none.
   */
  static @Nullable Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /**
   * Locks a region.
   *
   * @param lock the lock file; its directory exists
   * @param permissions of the lock file, if it is created
   * @param owner names the holder in messages
   * @throws CacheException if another store holds the lock; the message says which
   * @throws IOException if the lock file cannot be opened
   */
  static FileLockGuard acquire(Path lock, FilePermissions permissions, String owner)
      throws IOException {
    Path real = realDirectory(lock).resolve(String.valueOf(lock.getFileName()));
    String property = PROPERTY + real;
    Object holder = System.getProperties().putIfAbsent(property, owner);
    if (holder != null) {
      throw new CacheException(
          "it is in use in this process, by "
              + holder
              + " of another cache manager. Close that manager; if its application was discarded without"
              + " closing it, try again after the next garbage collection");
    }
    try {
      return new FileLockGuard(property, real, permissions);
    } catch (RuntimeException | IOException e) {
      System.getProperties().remove(property);
      throw e;
    }
  }

  /**
   * Locks again if another program has deleted the lock file, because another process may have
   * created and locked a new one. Must be called before the region's file is reopened.
   *
   * @throws CacheException if another process holds the lock by now
   * @throws IOException if the lock file can be neither opened nor created
   */
  synchronized void relockIfReplaced() throws IOException {
    RandomAccessFile held = file;
    if (held != null && isReplaced(path, identity)) {
      lock();
      held.close();
    }
  }

  /** Returns whether a path no longer leads to the file with this identity. */
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
    boolean interrupted = Thread.interrupted(); // an interrupt would close the channel
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
      FileLock acquired = file.getChannel().tryLock(LOCK_POSITION, 1, false);
      if (acquired == null) {
        throw new CacheException("it is in use by another process" + holder(file));
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

  private static String holder(RandomAccessFile file) {
    try {
      String holder = file.readLine();
      return (holder == null || !holder.matches("pid [0-9]+")) ? "" : " (" + holder + ")";
    } catch (IOException e) {
      return "";
    }
  }

  /** Releases the lock. Has no effect if it was already released. */
  @Override
  @SuppressWarnings("EmptyCatch") // if this fails, the lock ends with the process
  public synchronized void close() {
    RandomAccessFile held = file;
    if (held == null) {
      return;
    }
    file = null;
    try {
      held.close();
    } catch (IOException e) {
      // see above
    }
    System.getProperties().remove(property);
  }
}
