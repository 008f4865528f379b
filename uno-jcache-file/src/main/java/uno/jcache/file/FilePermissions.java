/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may read and write the files that a provider makes. They have these permissions from the
 * moment they exist, less what the process's umask takes away. What exists already stays as it is;
 * so does all where the file system knows no POSIX permissions. Immutable.
 */
final class FilePermissions {
  private final Set<PosixFilePermission> ofFiles;

  private FilePermissions(Set<PosixFilePermission> ofFiles) {
    this.ofFiles = ofFiles;
  }

  /**
   * Reads permissions.
   *
   * @param text as {@code ls} shows them: {@code rw-r-----}
   * @throws IllegalArgumentException if it is something else, or the owner may not read and write
   */
  static FilePermissions of(String text) {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(text);
    if (!permissions.contains(PosixFilePermission.OWNER_READ)
        || !permissions.contains(PosixFilePermission.OWNER_WRITE)) {
      throw new IllegalArgumentException("the owner may not read and write: " + text);
    }
    return new FilePermissions(permissions);
  }

  /** Makes a directory with its parents, where there is none. Who may read files may list it. */
  void createDirectories(Path dir) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(ofFiles);
    permissions.add(PosixFilePermission.OWNER_EXECUTE);
    if (permissions.contains(PosixFilePermission.GROUP_READ)) {
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
    }
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    Files.createDirectories(dir, attributes(dir, permissions));
  }

  /**
   * Opens a file.
   *
   * @param mode as {@link RandomAccessFile} has it; to write creates the file
   */
  RandomAccessFile open(Path file, String mode) throws IOException {
    if (mode.startsWith("rw")) {
      create(file);
    }
    return new RandomAccessFile(file.toFile(), mode);
  }

  @SuppressWarnings("EmptyCatch") // then it need not be made
  private void create(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      Files.createFile(file, attributes(file, ofFiles));
    } catch (FileAlreadyExistsException e) {
      // as said
    } catch (FileSystemException e) {
      throw (e.getReason() == null) ? new IOException(e.toString(), e) : e; // or it says no more
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** Looks at the nearest directory that exists: the file system may be mounted somewhere above. */
  private static boolean isPosix(Path path) throws IOException {
    @Nullable Path nearest = path.toAbsolutePath().getParent();
    while (nearest != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (nearest == null) {
      return false;
    }
    FileStore store = Files.getFileStore(nearest);
    return store.supportsFileAttributeView(PosixFileAttributeView.class);
  }
}
