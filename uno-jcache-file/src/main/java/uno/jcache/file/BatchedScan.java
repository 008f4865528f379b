/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.Arrays;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;

/**
 * Scans all entries in batches. A long-lived MVStore cursor would either retain all pages that are
 * replaced meanwhile, or lose its own pages. Each batch begins after the last key of the previous
 * batch, in the session that is then current.
 */
final class BatchedScan {
  private static final int MAX_BATCH = 128;
  private static final int MAX_BATCH_BYTES = 1 << 20;

  private final RegionFile file;
  private final byte[][] keys = new byte[MAX_BATCH][];
  private final byte[][] stored = new byte[MAX_BATCH][];
  private int count;
  private int position = -1;
  private boolean ended;
  private byte @Nullable [] last;

  BatchedScan(RegionFile file) {
    this.file = file;
  }

  /** Moves to the next entry, or returns false if there is none. */
  boolean advance() {
    position++;
    while (position >= count) {
      if (ended) {
        return false;
      }
      boolean unused = file.read(this::fill);
      position = 0;
    }
    return true;
  }

  byte[] key() {
    return keys[position];
  }

  byte[] stored() {
    return stored[position];
  }

  /** Returns whether this is the last entry of its batch. */
  boolean isBatchEnd() {
    return position + 1 >= count;
  }

  void close() {
    ended = true;
    count = 0;
  }

  /** Reads a batch. If it fails halfway, {@link #last} is unchanged and it can be read again. */
  private boolean fill(Session session) {
    count = 0;
    long bytes = 0;
    boolean more;
    byte[] before = last;
    TxCounter read = session.beginRead();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(before);
      while ((more = cursor.hasNext()) && count < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
        byte[] key = cursor.next();
        if (before != null && Arrays.compareUnsigned(key, before) <= 0) {
          if (Arrays.equals(key, before)) {
            continue;
          }
          throw ByteArrays.damaged("keys are not in order");
        }
        keys[count] = key;
        stored[count++] = cursor.getValue();
        bytes += cursor.getValue().length;
        before = key;
      }
    } finally {
      session.endRead(read);
    }
    last = before;
    ended = !more;
    return more;
  }
}
