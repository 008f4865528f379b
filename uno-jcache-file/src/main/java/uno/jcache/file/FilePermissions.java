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
 * Permissions of the files that a provider creates. A file is created with them, restricted by the
 * umask of the process. Existing files are not changed. They have no effect on file systems without
 * POSIX permissions. Immutable.
 */
final class FilePermissions {
  private final Set<PosixFilePermission> ofFiles;

  private FilePermissions(Set<PosixFilePermission> ofFiles) {
    this.ofFiles = ofFiles;
  }

  /**
   * Parses permissions.
   *
   * @param text as {@code ls} prints them, such as {@code rw-r-----}
   * @throws IllegalArgumentException if the text is invalid, or the owner may not read and write
   */
  static FilePermissions of(String text) {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(text);
    if (!permissions.contains(PosixFilePermission.OWNER_READ)
        || !permissions.contains(PosixFilePermission.OWNER_WRITE)) {
      throw new IllegalArgumentException("the owner may not read and write: " + text);
    }
    return new FilePermissions(permissions);
  }

  /** Creates a directory and its parents if absent. Users who may read the files may list it. */
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
   * @param mode as in {@link RandomAccessFile}; a writing mode creates the file
   */
  RandomAccessFile open(Path file, String mode) throws IOException {
    if (mode.startsWith("rw")) {
      create(file);
    }
    return new RandomAccessFile(file.toFile(), mode);
  }

  @SuppressWarnings("EmptyCatch") // another process has created it
  private void create(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      Files.createFile(file, attributes(file, ofFiles));
    } catch (FileAlreadyExistsException e) {
      // nothing left to do
    } catch (FileSystemException e) {
      throw (e.getReason() == null)
          ? new IOException(e.toString(), e)
          : e; // without a reason, its message is only the path
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** Asks the nearest existing directory, as the others will be created in its file system. */
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
