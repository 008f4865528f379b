/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.cache.CacheException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** How a region's file is opened: with which settings of MVStore's, and as what. */
final class FileOpener {
  private static final Logger LOGGER = System.getLogger(FileOpener.class.getName());
  private static final String FORMAT = "3";
  private static final int PAGE = 4096;
  private static final int FILL_RATE = 90;

  /**
   * Above so many changed pages in the heap, a writer commits, or waits for the commit under way;
   * so it is somewhat more than what {@link Housekeeper} is called for.
   */
  private static final int BUFFER_KIB = 2 * Housekeeper.MANY_CHANGES_KIB;

  private static final int VERSIONS = 5;

  private final String region;
  private final Path path;
  private final FileResources resources;

  FileOpener(String region, Path path, FileResources resources) {
    this.region = region;
    this.path = path;
    this.resources = resources;
  }

  /**
   * Opens the file, and makes it where there is none.
   *
   * @throws CacheException if it is another region's
   * @throws IOException if it cannot be read or written
   * @throws RuntimeException what MVStore makes of a file that it cannot open; {@link
   *     FileErrorKind} tells
   */
  Session open() throws IOException {
    PlainFile file =
        new PlainFile(
            path,
            resources.opener(),
            resources.buffers(),
            Map.of(
                "cacheSize",
                resources.pageCaches().first(path.toFile().length()),
                "pageSplitSize",
                PAGE,
                "autoCompactFillRate",
                FILL_RATE));
    file.setRetentionTime(Accounting.RETENTION);
    boolean fresh = file.size() == 0;
    MVStore store = null;
    try {
      store =
          new MVStore.Builder()
              .adoptFileStore(file)
              .autoCommitDisabled()
              .autoCommitBufferSize(BUFFER_KIB)
              .backgroundExceptionHandler(
                  (thread, e) -> LOGGER.log(Level.DEBUG, path + " failed", e))
              .open();
      store.setRetentionTime(Accounting.RETENTION);
      store.setVersionsToKeep(VERSIONS);
      Session session = begin(store, file);
      checkSound(file);
      file.opened();
      return session;
    } catch (IOException | RuntimeException | Error e) {
      if (store != null) {
        store.closeImmediately();
      }
      file.close();
      if (fresh) {
        Files.deleteIfExists(path); // half a file would count as a damaged one
      }
      checkSound(file); // or what could not be read would count as damaged
      throw e;
    }
  }

  private static void checkSound(PlainFile file) throws IOException {
    IOException failure = file.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private Session begin(MVStore store, PlainFile file) throws IOException {
    boolean fresh = store.getMapNames().isEmpty();
    FileMetadata meta = new FileMetadata(store.openMap("meta"));
    checkFormat(meta, fresh);
    MVMap<byte[], byte[]> entries =
        store.openMap(
            "entries",
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrays.KEYS)
                .valueType(ByteArrays.VALUES));
    Session session = new Session(store, file, entries, meta, FileLockGuard.identity(path));
    if (fresh) {
      store.commit();
    }
    return session;
  }

  private void checkFormat(FileMetadata meta, boolean fresh) {
    if (fresh) {
      meta.put("format", FORMAT);
      meta.put("region", region);
      return;
    }
    String format = meta.get("format");
    String owner = meta.get("region");
    if (format == null || owner == null) {
      throw ByteArrays.damaged("it does not say what it is");
    } else if (!format.equals(FORMAT)) {
      throw DataUtils.newMVStoreException(
          DataUtils.ERROR_UNSUPPORTED_FORMAT, "its format is " + format + " and not " + FORMAT);
    } else if (!owner.equals(region)) {
      throw new CacheException(
          "Cache '"
              + region
              + "': "
              + path
              + " holds the entries of another cache, '"
              + owner
              + "'");
    }
  }
}
