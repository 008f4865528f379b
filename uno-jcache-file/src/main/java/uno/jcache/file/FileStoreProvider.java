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
 * Keeps the entries of each region in a file of its own, where they survive restarts and crashes of
 * the process. Its type is {@code file}.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>takes</th><th>without it</th><th></th></tr>
 *   <tr><td>dir</td><td>a path</td><td>required</td><td>The directory of the files; made where
 *     there is none. A region in it is open in one process, and there once, at a time.</td></tr>
 *   <tr><td>max-bytes</td><td>a size</td><td>1 GiB</td><td>How many bytes the entries of a region
 *     may take, keys and a header of 33 bytes included. After ten seconds of rest the file takes at
 *     most two and a half times what they do, up to some hundreds of MiB; it takes more while
 *     much is written.</td></tr>
 *   <tr><td>commit-interval</td><td>10ms to 1m</td><td>200ms</td><td>How often changes are written.
 *     A crash of the process loses those of about the last two intervals and a half, and what was
 *     removed then is back. {@code clear} is written before it returns.</td></tr>
 *   <tr><td>sync-removals</td><td>true or false</td><td>false</td><td>Whether each removal is
 *     written before it returns, and does not come back therefore.</td></tr>
 *   <tr><td>reserve</td><td>a size</td><td>64 MiB</td><td>With less than this free on the disk,
 *     nothing more is stored.</td></tr>
 *   <tr><td>page-cache</td><td>a size</td><td>64 MiB</td><td>How much of the heap holds parts of the
 *     files of all regions together. A region that is in use has a MiB at least, or less if it is
 *     smaller.</td></tr>
 *   <tr><td>file-permissions</td><td>as ls shows them</td><td>rw-------</td><td>Who may read and
 *     write the files that are made, where the file system is a POSIX one. Directories that are made
 *     have x where these have r. What exists already stays as it is, and the umask of the process
 *     still holds.</td></tr>
 * </table>
 *
 * <p>What a failure of the power or the operating system leaves of the last seconds is not
 * promised; an entry that was damaged is not returned, and a file that was damaged is moved aside.
 */
public final class FileStoreProvider implements StoreProvider {
  /** Made by the service loader. */
  public FileStoreProvider() {}

  @Override
  public String type() {
    return "file";
  }

  @Override
  public boolean keepsBytes() {
    return true;
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
    FileSettings said = FileSettings.of(name, settings);
    prepare(name, said);
    PlainFile.Opener opener = said.permissions()::open;
    return new FileStoreFactory(name, said, opener);
  }

  private static void prepare(String provider, FileSettings settings) {
    Path dir = settings.dir();
    String problem = null;
    IOException cause = null;
    try {
      settings.permissions().createDirectories(dir);
      if (!Files.isWritable(dir) || !Files.isReadable(dir)) {
        problem = "may not be read and written";
      }
    } catch (IOException e) {
      problem = "is no directory, and cannot be made one: " + e;
      cause = e;
    }
    if (problem != null) {
      throw new CacheException(
          "Provider '" + provider + "': setting '" + FileSettings.DIR + "': " + dir + " " + problem,
          cause);
    }
  }
}
