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

/**
 * Opens a region's file as an MVStore with our settings, and checks that the file belongs to the
 * region.
 */
final class FileOpener {
  private static final Logger LOGGER = System.getLogger(FileOpener.class.getName());
  private static final String FORMAT = "3";
  private static final int PAGE_BYTES = 4096;
  private static final int FILL_PERCENT = 90;

  /**
   * If the heap has more changed pages than this, a writer commits, or waits for the commit in
   * progress. This is rare, because the {@link Housekeeper} commits earlier.
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
   * Opens the file and creates it if it is absent.
   *
   * @throws CacheException if it belongs to another region
   * @throws IOException if it cannot be read or written
   * @throws RuntimeException if MVStore cannot open it; {@link FileErrorKind} says why
   */
  Session open() throws IOException {
    PlainFile file =
        new PlainFile(
            path,
            resources.opener(),
            resources.buffers(),
            Map.of(
                "cacheSize",
                resources.pageCaches().initialMib(path.toFile().length()),
                "pageSplitSize",
                PAGE_BYTES,
                "autoCompactFillRate",
                FILL_PERCENT));
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
      Session session = session(store, file);
      checkReadable(file);
      file.endOpening();
      return session;
    } catch (IOException | RuntimeException | Error e) {
      if (store != null) {
        store.closeImmediately();
      }
      file.close();
      if (fresh) {
        Files.deleteIfExists(path); // an incomplete file would count as damaged
      }
      checkReadable(file); // else an unreadable file would count as damaged
      throw e;
    }
  }

  private static void checkReadable(PlainFile file) throws IOException {
    IOException failure = file.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private Session session(MVStore store, PlainFile file) throws IOException {
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
      throw ByteArrays.damaged("its format or its region is missing");
    } else if (!format.equals(FORMAT)) {
      throw DataUtils.newMVStoreException(
          DataUtils.ERROR_UNSUPPORTED_FORMAT, "its format is " + format + ", not " + FORMAT);
    } else if (!owner.equals(region)) {
      throw new CacheException(
          "Cache '" + region + "': " + path + " has the entries of another cache, '" + owner + "'");
    }
  }
}
