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
 * An MVStore from its opening to its end. A region has one after the other: MVStore closes itself
 * when something fails.
 *
 * <p>Whoever reads pages says so meanwhile, by {@link #use}: MVStore overwrites the pages of old
 * versions that nobody uses, also under a reader who holds one.
 */
final class Session {
  private static final String INVALIDATIONS = "invalidations";

  private final MVStore store;
  private final PlainFile file;
  private final MVMap<byte[], byte[]> entries;
  private final FileMetadata meta;
  private final @Nullable Object identity;
  private final long openedAt = System.nanoTime();

  /** Whether pages were used since the last look, and since the page cache was emptied. */
  private volatile boolean used;

  private volatile boolean filled;

  /**
   * A store that is open.
   *
   * @param identity what {@link FileLockGuard#identity} says of its file
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

  /** Returns whether its path is no longer that of the file which is open. */
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
   * Returns the invalidations that the file knows of.
   *
   * @throws RuntimeException for a damaged file, if what it says of them was damaged
   */
  Invalidations invalidations() {
    if (!meta.has(INVALIDATIONS)) {
      return Invalidations.NONE;
    }
    try {
      String encoded = Objects.requireNonNull(meta.get(INVALIDATIONS));
      return Invalidations.decode(Base64.getDecoder().decode(encoded));
    } catch (NullPointerException | IllegalArgumentException e) {
      // What was invalidated would be there again.
      throw ByteArrays.damaged("what it says of invalidations cannot be read");
    }
  }

  /** Lets the file know of invalidations, with the next commit. */
  void setInvalidations(Invalidations invalidations) {
    meta.put(INVALIDATIONS, Base64.getEncoder().encodeToString(invalidations.encode()));
  }

  /** Returns how much of the heap may hold pages, in MiB. */
  int pageCache() {
    return file.getCacheSize();
  }

  /** Sets how much of the heap may hold pages, in MiB, and lets go of those that are held. */
  void setPageCache(int mib) {
    filled = false;
    file.setCacheSize(mib);
  }

  /** Returns whether pages are held and were not used since the last call. For one thread. */
  boolean isIdle() {
    boolean usedNow = used;
    used = false;
    filled |= usedNow;
    return filled && !usedNow;
  }

  /** Returns how long it has been open, in nanoseconds. */
  long age() {
    return System.nanoTime() - openedAt;
  }

  /** A version of the store is not overwritten until {@link #done}. */
  TxCounter use() {
    if (!used) {
      used = true;
    }
    return store.registerVersionUsage();
  }

  /** Ends a use. The version is dropped at the next commit. */
  void done(TxCounter use) {
    store.decrementVersionUsageCounter(use);
  }

  byte @Nullable [] get(byte[] key) {
    TxCounter use = use();
    try {
      return entries.get(key);
    } finally {
      done(use);
    }
  }

  /** Makes a change of the entry of a key. Returns what was there. */
  byte @Nullable [] operate(byte[] key, byte @Nullable [] stored, EntryChange change) {
    change.begin(this);
    TxCounter use = use();
    try {
      return entries.operate(key, stored, change);
    } finally {
      done(use);
    }
  }

  /**
   * Reads all pages.
   *
   * @throws RuntimeException if one cannot be read; {@link FileErrorKind} tells why
   */
  void readAll() {
    TxCounter use = use();
    try {
      read(entries);
      read(store.getMetaMap());
      read(store.openMap("meta"));
      store.getLayoutMap().forEach((key, value) -> {});
    } finally {
      done(use);
    }
  }

  private static void read(MVMap<?, ?> map) {
    Cursor<?, ?> cursor = map.cursor(null);
    while (cursor.hasNext()) {
      cursor.next();
    }
  }

  /** Closes the store without writing anything; never fails. */
  void abandon() {
    store.closeImmediately();
    file.close();
  }
}
