/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.Arrays;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;

/**
 * Walks over what is stored, in batches: a cursor of MVStore's, held for long, would keep all pages
 * that are replaced meanwhile, or lose its own. Each batch begins behind the last key of the one
 * before, in whatever has become of the store.
 */
final class BatchedScan {
  private static final int BATCH = 128;
  private static final int BATCH_BYTES = 1 << 20;

  private final RegionFile file;
  private final byte[][] keys = new byte[BATCH][];
  private final byte[][] stored = new byte[BATCH][];
  private int count;
  private int position = -1;
  private boolean ended;
  private byte @Nullable [] last;

  BatchedScan(RegionFile file) {
    this.file = file;
  }

  /** Moves on, or returns false if there is no more. */
  boolean advance() {
    position++;
    while (position >= count) {
      if (ended) {
        return false;
      }
      fill();
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

  /** Returns whether the next step begins another batch. */
  boolean isBatchEnd() {
    return position + 1 >= count;
  }

  void close() {
    ended = true;
    count = 0;
  }

  private void fill() {
    for (int attempt = 0; ; attempt++) {
      Session session = file.session();
      try {
        fill(session);
        return;
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        file.recover(session, e, attempt);
      }
    }
  }

  private void fill(Session session) {
    count = 0;
    long bytes = 0;
    boolean more;
    byte[] before = last; // which stays the same if this fails half-way, and is tried again
    TxCounter use = session.use();
    try {
      Cursor<byte[], byte[]> cursor = session.entries().cursor(before);
      while ((more = cursor.hasNext()) && count < BATCH && bytes < BATCH_BYTES) {
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
      session.done(use);
    }
    last = before;
    ended = !more;
  }
}
