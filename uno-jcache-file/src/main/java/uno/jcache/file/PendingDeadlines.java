/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines that accesses have moved and that are not in the file yet. So an entry that is read a
 * thousand times is written only once. A crash loses these deadlines; the entries then expire
 * earlier. Safe for use by many threads.
 */
final class PendingDeadlines {
  private static final int MAX_UPDATES = 1 << 16;

  private final Map<FileKey, DeadlineUpdate> updates = new ConcurrentHashMap<>();
  private volatile boolean mayHaveUpdates;

  /**
   * New deadlines of an entry, in milliseconds.
   *
   * @param version the version of the entry; the deadlines apply to no other version
   */
  record DeadlineUpdate(long version, long policyDeadline, long notAfter) {
    long expiresAt() {
      return Math.min(policyDeadline, notAfter);
    }
  }

  /**
   * Returns whether no more updates should be added. The caller then writes its update to the file.
   */
  boolean isFull() {
    return updates.size() >= MAX_UPDATES;
  }

  /**
   * Replaces exactly the update that the caller has read, or adds one if the caller found none.
   *
   * @return false if the update has changed since it was read
   */
  boolean replace(byte[] key, @Nullable DeadlineUpdate seen, DeadlineUpdate update) {
    boolean replaced =
        (seen == null)
            ? updates.putIfAbsent(FileKey.of(key), update) == null
            : updates.replace(FileKey.of(key), seen, update);
    mayHaveUpdates = true;
    return replaced;
  }

  /** Returns the update for this version of an entry, or null. */
  @Nullable DeadlineUpdate get(byte[] key, long version) {
    if (!mayHaveUpdates) {
      return null;
    }
    DeadlineUpdate update = updates.get(FileKey.of(key));
    return (update != null && update.version == version) ? update : null;
  }

  /** Returns the update for any version of an entry, or null. */
  @Nullable DeadlineUpdate get(byte[] key) {
    return mayHaveUpdates ? updates.get(FileKey.of(key)) : null;
  }

  /**
   * Removes the update of an entry that was replaced or removed, but not one of a later entry.
   *
   * @param old the stored form of the old entry
   */
  void removeOf(byte[] key, byte[] old) {
    DeadlineUpdate update = FileEntry.isEntry(old) ? get(key, FileEntry.version(old)) : null;
    if (update != null) {
      updates.remove(FileKey.of(key), update);
    }
  }

  void clear() {
    updates.clear();
  }

  /** Writes an update to the file. */
  interface Writer {
    void write(byte[] key, DeadlineUpdate update);
  }

  /** Writes and removes all updates. Each is visible here until it is visible in the file. */
  void flush(Writer writer) {
    if (!mayHaveUpdates) {
      return;
    }
    updates.forEach(
        (key, update) -> {
          writer.write(key.bytes(), update);
          updates.remove(key, update);
        });
    mayHaveUpdates = false;
    if (!updates.isEmpty()) {
      mayHaveUpdates = true; // another thread has added one
    }
  }
}
