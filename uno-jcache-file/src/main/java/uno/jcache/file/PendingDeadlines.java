/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines that accesses moved and that are not in the file yet. They are gathered here, since an
 * entry that is read a thousand times is written once then. A crash loses them: entries end earlier
 * than they might have.
 */
final class PendingDeadlines {
  private static final int MOST = 1 << 16;

  private final Map<FileKey, Touch> touches = new ConcurrentHashMap<>();
  private volatile boolean any;

  /**
   * Deadlines of one version of an entry.
   *
   * @param version of the entry; others are not concerned
   */
  record Touch(long version, long policyDeadline, long notAfter) {
    long expiresAt() {
      return Math.min(policyDeadline, notAfter);
    }
  }

  /** Returns whether there are too many to note another. */
  boolean isFull() {
    return touches.size() >= MOST;
  }

  /** Notes a touch in the place of exactly the one that was seen. Returns false if that is gone. */
  boolean replace(byte[] key, @Nullable Touch seen, Touch touch) {
    boolean replaced =
        (seen == null)
            ? touches.putIfAbsent(FileKey.of(key), touch) == null
            : touches.replace(FileKey.of(key), seen, touch);
    any = true;
    return replaced;
  }

  /** Returns the touch of this version of an entry, or null. */
  @Nullable Touch get(byte[] key, long version) {
    if (!any) {
      return null;
    }
    Touch touch = touches.get(FileKey.of(key));
    return (touch != null && touch.version == version) ? touch : null;
  }

  /** Returns the touch of whichever version, or null. */
  @Nullable Touch get(byte[] key) {
    return any ? touches.get(FileKey.of(key)) : null;
  }

  /**
   * An entry was replaced or removed. What came after it may have been touched already.
   *
   * @param gone what was stored
   */
  void forget(byte[] key, byte[] gone) {
    Touch touch = FileEntry.isEntry(gone) ? get(key, FileEntry.version(gone)) : null;
    if (touch != null) {
      touches.remove(FileKey.of(key), touch);
    }
  }

  void clear() {
    touches.clear();
  }

  /** What writes a touch into the file. */
  interface Writer {
    void write(byte[] key, Touch touch);
  }

  /** Writes all. A touch is seen in one place or the other at each moment. */
  void flush(Writer writer) {
    if (!any) {
      return;
    }
    touches.forEach(
        (key, touch) -> {
          writer.write(key.bytes(), touch);
          touches.remove(key, touch);
        });
    any = false;
    if (!touches.isEmpty()) {
      any = true; // one came in between
    }
  }
}
