/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/**
 * Keeps the entries of each region in one file, where they survive restarts and crashes of the
 * process. The type of this provider is {@code file}.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>value</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>dir</td><td>a path</td><td>required</td><td>The directory of the files; created if
 *     absent. Only one cache of one process can open a region in it at a time.</td></tr>
 *   <tr><td>max-bytes</td><td>a size</td><td>1 GiB</td><td>Limit for the bytes of a region's
 *     entries, with keys and a header of 41 bytes. After ten seconds of rest the file is at most two
 *     and a half times as large as its entries, up to some hundreds of MiB. It is larger while many
 *     changes are written.</td></tr>
 *   <tr><td>commit-interval</td><td>10ms to 1m</td><td>200ms</td><td>How often changes are written.
 *     A crash of the process loses the changes of about the last two and a half intervals: entries
 *     that were removed in that time are back. {@code clear} is written before it returns.</td></tr>
 *   <tr><td>sync-removals</td><td>true or false</td><td>false</td><td>Whether each removal is
 *     written before it returns, so that a crash does not bring the entry back.</td></tr>
 *   <tr><td>reserve</td><td>a size</td><td>64 MiB</td><td>If less than this is free on the disk, no
 *     entries are stored.</td></tr>
 *   <tr><td>page-cache</td><td>a size</td><td>64 MiB</td><td>Heap for parts of the files of all
 *     regions together. A region in use has at least 1 MiB, or less if it is smaller.</td></tr>
 *   <tr><td>file-permissions</td><td>as ls prints them</td><td>rw-------</td><td>Permissions of the
 *     files that are created, on POSIX file systems. New directories have x where these have r.
 *     Existing files are not changed, and the umask of the process applies.</td></tr>
 * </table>
 *
 * <p>After a failure of the power or the operating system, changes of the last seconds may be lost.
 * A damaged entry is never returned, and a damaged file is set aside.
 */
public final class FileStoreProvider implements StoreProvider {
  /** Called by the service loader. */
  public FileStoreProvider() {}

  @Override
  public String type() {
    return "file";
  }

  @Override
  public Class<FileByteStore> storeType() {
    return FileByteStore.class;
  }

  @Override
  public Set<String> settings() {
    return FileSettings.NAMES;
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    FileSettings unused = FileSettings.of(name, settings);
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    FileSettings parsed = FileSettings.of(name, settings);
    prepareDirectory(name, parsed);
    return new FileStoreFactory(name, parsed, parsed.permissions()::open);
  }

  private static void prepareDirectory(String provider, FileSettings settings) {
    Path dir = settings.dir();
    String problem = null;
    IOException cause = null;
    try {
      settings.permissions().createDirectories(dir);
      if (!Files.isWritable(dir) || !Files.isReadable(dir)) {
        problem = "is not readable and writable";
      }
    } catch (IOException e) {
      problem = "is not a directory and cannot be created: " + e;
      cause = e;
    }
    if (problem != null) {
      throw new CacheException(
          "Provider '" + provider + "': setting '" + FileSettings.DIR + "': " + dir + " " + problem,
          cause);
    }
  }
}
