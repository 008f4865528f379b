/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.LongAdder;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of a region take, and whether its file is in proportion. The sum is written with
 * each commit. Safe for use by many threads.
 */
final class Accounting {
  /** In milliseconds; MVStore's own default is for disks that keep writes back for long. */
  static final int RETENTION = 5_000;

  /** The same while the file grows by what is overwritten in that time, or shrinks at rest. */
  static final int SHORT_RETENTION = 1_000;

  private static final String SAVED = "bytes";

  /** The least that an entry takes; a count of more entries than fit is wrong. */
  private static final int LEAST_ENTRY = FileEntry.OLD_HEADER;

  private static final int TOLERANCE = 1_000;
  private static final int SLACK = 1 << 20;

  private final LongAdder bytes = new LongAdder();
  private volatile String saved = "";

  /** Returns how many bytes the entries take, keys and headers included. */
  long bytes() {
    return bytes.sum();
  }

  /** Counts a change of an entry; null where there is no entry. */
  void changed(byte[] key, byte @Nullable [] before, byte @Nullable [] after) {
    bytes.add(cost(key, after) - cost(key, before));
  }

  private static long cost(byte[] key, byte @Nullable [] stored) {
    return (stored == null) ? 0 : key.length + (long) stored.length;
  }

  /** Counts no entries. */
  void reset() {
    bytes.reset();
  }

  /** Begins with what a file says. */
  void adopt(Session session) {
    String said = session.meta().get(SAVED);
    bytes.reset();
    bytes.add((said == null) ? 0 : Long.parseLong(said));
    saved = String.valueOf(said);
    check(session);
  }

  /** Lets the file know the sum with the next commit. By one thread at a time. */
  void save(Session session) {
    String sum = Long.toString(Math.max(bytes.sum(), 0));
    if (!sum.equals(saved)) {
      session.meta().put(SAVED, sum);
      saved = sum;
    }
  }

  /**
   * Makes sure of the count of entries, by which the bound is kept, and which has no checksum.
   * Where it does not fit the sum of bytes, one of both is wrong: after a crash, the sum.
   */
  void check(Session session) {
    long count = session.entries().sizeAsLong();
    if (count >= 0 && count * LEAST_ENTRY <= bytes.sum()) {
      return;
    }
    long found = 0;
    long sum = 0;
    TxCounter use = session.use();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(null);
      while (cursor.hasNext()) {
        sum += cost(cursor.next(), cursor.getValue());
        found++;
      }
    } finally {
      session.done(use);
    }
    if (Math.abs(found - count) > TOLERANCE + found / 8) { // some may come and go meanwhile
      throw ByteArrays.damaged("it counts " + count + " entries and has " + found);
    }
    bytes.reset();
    bytes.add(sum);
  }

  /** Returns whether the file takes more than so many percent of its entries. */
  boolean isLarge(Session session, int percent) {
    return session.file().size() - SLACK / 4 > bytes.sum() / 100 * percent;
  }

  /** Returns for how many milliseconds chunks are kept that nobody needs, while much is written. */
  int retention(Session session) {
    return (session.file().size() > 8 * (bytes.sum() + SLACK)) ? SHORT_RETENTION : RETENTION;
  }
}
