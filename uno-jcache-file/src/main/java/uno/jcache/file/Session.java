/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Invalidations;

/**
 * An MVStore from its opening to its closing. MVStore closes itself when something fails, so a
 * region can have several sessions, one after the other.
 *
 * <p>Readers must call {@link #beginRead} and {@link #endRead}. Otherwise MVStore may overwrite the
 * pages of the version that they read.
 */
final class Session {
  private static final String INVALIDATIONS = "invalidations";

  private final MVStore store;
  private final PlainFile file;
  private final MVMap<byte[], byte[]> entries;
  private final FileMetadata meta;
  private final @Nullable Object identity;
  private final long openedAt = System.nanoTime();

  /** Whether pages were read since the last call of {@link #isIdle}. */
  private volatile boolean readRecently;

  /** Whether the page cache has pages. */
  private volatile boolean pageCacheUsed;

  /**
   * Wraps an open store.
   *
   * @param identity of its file, as {@link FileLockGuard#identity} returns it
   */
  Session(
      MVStore store,
      PlainFile file,
      MVMap<byte[], byte[]> entries,
      FileMetadata meta,
      @Nullable Object identity) {
    this.identity = identity;
    this.store = store;
    this.file = file;
    this.entries = entries;
    this.meta = meta;
  }

  MVStore store() {
    return store;
  }

  PlainFile file() {
    return file;
  }

  /** Returns whether the path no longer leads to the open file. */
  boolean isReplaced(Path path) throws IOException {
    return FileLockGuard.isReplaced(path, identity);
  }

  MVMap<byte[], byte[]> entries() {
    return entries;
  }

  FileMetadata meta() {
    return meta;
  }

  /**
   * Returns the invalidations that are recorded in the file.
   *
   * @throws RuntimeException if they cannot be read; the file is then treated as damaged, because
   *     without them invalidated entries would reappear
   */
  Invalidations invalidations() {
    if (!meta.has(INVALIDATIONS)) {
      return Invalidations.NONE;
    }
    try {
      String encoded = Objects.requireNonNull(meta.get(INVALIDATIONS));
      return Invalidations.decode(Base64.getDecoder().decode(encoded));
    } catch (NullPointerException | IllegalArgumentException e) {
      throw ByteArrays.damaged("its invalidations cannot be read");
    }
  }

  /** Records invalidations; the next commit writes them. */
  void setInvalidations(Invalidations invalidations) {
    meta.put(INVALIDATIONS, Base64.getEncoder().encodeToString(invalidations.encode()));
  }

  /** Returns how much heap the page cache may use, in MiB. */
  int pageCacheMib() {
    return file.getCacheSize();
  }

  /** Sets how much heap the page cache may use, in MiB, and empties it. */
  void setPageCacheMib(int mib) {
    pageCacheUsed = false;
    file.setCacheSize(mib);
  }

  /**
   * Returns whether the page cache has pages, but none was read since the last call. Called by one
   * thread only.
   */
  boolean isIdle() {
    boolean read = readRecently;
    readRecently = false;
    pageCacheUsed |= read;
    return pageCacheUsed && !read;
  }

  /** Returns for how long it has been open, in nanoseconds. */
  long age() {
    return System.nanoTime() - openedAt;
  }

  /** Begins a read: the current version of the store is not overwritten until {@link #endRead}. */
  TxCounter beginRead() {
    if (!readRecently) {
      readRecently = true;
    }
    return store.registerVersionUsage();
  }

  /** Ends a read. The next commit may drop the version. */
  void endRead(TxCounter read) {
    store.decrementVersionUsageCounter(read);
  }

  byte @Nullable [] get(byte[] key) {
    TxCounter read = beginRead();
    try {
      return entries.get(key);
    } finally {
      endRead(read);
    }
  }

  /** Changes the entry of a key. Returns the stored bytes from before, or null. */
  byte @Nullable [] operate(byte[] key, byte @Nullable [] stored, EntryChange change) {
    change.begin(this);
    TxCounter read = beginRead();
    try {
      return entries.operate(key, stored, change);
    } finally {
      endRead(read);
    }
  }

  /**
   * Reads all pages.
   *
   * @throws RuntimeException if one cannot be read; {@link FileErrorKind} says why
   */
  void readAll() {
    TxCounter read = beginRead();
    try {
      readAll(entries);
      readAll(store.getMetaMap());
      readAll(store.openMap("meta"));
      store.getLayoutMap().forEach((key, value) -> {});
    } finally {
      endRead(read);
    }
  }

  private static void readAll(MVMap<?, ?> map) {
    Cursor<?, ?> cursor = map.cursor(null);
    while (cursor.hasNext()) {
      cursor.next();
    }
  }

  /** Closes the store without writing. Never fails. */
  void abandon() {
    store.closeImmediately();
    file.close();
  }
}
