/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.LongAdder;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of a region's entries, and compares the size of its file with this count. Each
 * commit writes the count to the file. Safe for use by many threads.
 */
final class Accounting {
  /**
   * Retention time of unused chunks, in milliseconds. MVStore's default of 45 seconds is meant for
   * disks that delay writes.
   */
  static final int RETENTION = 5_000;

  /**
   * Retention time while overwritten entries make the file grow, or while a file at rest is
   * compacted.
   */
  static final int SHORT_RETENTION = 1_000;

  private static final String BYTES = "bytes";

  /**
   * Size of the smallest entry, in bytes. If the entries cannot fit into the counted bytes, one of
   * the two counts is wrong.
   */
  private static final int SMALLEST_ENTRY = FileEntry.OLD_HEADER;

  /**
   * How many entries may be added or removed during a check, in addition to an eighth of all
   * entries.
   */
  private static final int TOLERANCE = 1_000;

  private static final int SLACK_BYTES = 1 << 20;

  private final LongAdder bytes = new LongAdder();
  private volatile String saved = "";

  /** Returns the bytes of all entries, with keys and headers. */
  long bytes() {
    return bytes.sum();
  }

  /**
   * Counts a change of an entry.
   *
   * @param before stored bytes, or null if there was no entry
   * @param after stored bytes, or null if there is no entry now
   */
  void recordChange(byte[] key, byte @Nullable [] before, byte @Nullable [] after) {
    bytes.add(size(key, after) - size(key, before));
  }

  private static long size(byte[] key, byte @Nullable [] stored) {
    return (stored == null) ? 0 : key.length + (long) stored.length;
  }

  /** Resets the count, because all entries were removed. */
  void reset() {
    bytes.reset();
  }

  /** Loads the count that is saved in the file, and checks it. */
  void load(Session session) {
    String count = session.meta().get(BYTES);
    bytes.reset();
    bytes.add((count == null) ? 0 : Long.parseLong(count));
    saved = String.valueOf(count);
    check(session);
  }

  /** Saves the count; the next commit writes it. By one thread at a time. */
  void save(Session session) {
    String sum = Long.toString(Math.max(bytes.sum(), 0));
    if (!sum.equals(saved)) {
      session.meta().put(BYTES, sum);
      saved = sum;
    }
  }

  /**
   * Checks MVStore's count of entries, which is used to bound the region and has no checksum. If it
   * does not fit the count of bytes, one of the two is wrong (after a crash, the count of bytes),
   * and all entries are counted again.
   *
   * @throws RuntimeException if MVStore's count is wrong; the file counts as damaged then
   */
  void check(Session session) {
    long count = session.entries().sizeAsLong();
    if (count >= 0 && count * SMALLEST_ENTRY <= bytes.sum()) {
      return;
    }
    long counted = 0;
    long sum = 0;
    TxCounter read = session.beginRead();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(null);
      while (cursor.hasNext()) {
        sum += size(cursor.next(), cursor.getValue());
        counted++;
      }
    } finally {
      session.endRead(read);
    }
    if (Math.abs(counted - count) > TOLERANCE + counted / 8) {
      throw ByteArrays.damaged("its count of entries is " + count + ", but it has " + counted);
    }
    bytes.reset();
    bytes.add(sum);
  }

  /** Returns whether the file is larger than the given percentage of its entries. */
  boolean isLarge(Session session, int percent) {
    return session.file().size() - SLACK_BYTES / 4 > bytes.sum() / 100 * percent;
  }

  /** Returns the retention time of unused chunks during heavy writing, in milliseconds. */
  int retention(Session session) {
    return (session.file().size() > 8 * (bytes.sum() + SLACK_BYTES)) ? SHORT_RETENTION : RETENTION;
  }
}
