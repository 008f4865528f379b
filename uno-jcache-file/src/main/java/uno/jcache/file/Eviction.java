/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore.TxCounter;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.StoreListener;

/**
 * Keeps a region within its bounds. It samples a few entries at random and removes the expired ones
 * or, if there are none, the least recently used one. The caller that stores an entry makes room
 * for it.
 *
 * <p>Entries of a sample have neighbouring keys, and all of them may be in use. Therefore the least
 * recently used entries of earlier samples are kept and compared with the new ones.
 */
final class Eviction {
  private static final int RUNS_PER_SAMPLE = 2;
  private static final int ENTRIES_PER_RUN = 5;
  private static final int MAX_REMEMBERED = 24;
  private static final long MAX_WORK_NANOS = 50_000_000;

  /**
   * If the region exceeds a bound by more entries, or KiB, than this, callers wait for the eviction
   * in progress.
   */
  private static final long WAIT_SLACK = 1_000;

  private final RegionFile file;
  private final Deadlines time;
  private final PendingDeadlines pendingDeadlines;
  private final Recency recency;
  private final StoreListener listener;
  private final long maximumBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Candidate> candidates = new ArrayList<>(); // guarded by the lock
  private volatile long maximum;

  Eviction(
      RegionFile file,
      Deadlines time,
      PendingDeadlines pendingDeadlines,
      Recency recency,
      StoreListener listener,
      long maximum,
      long maximumBytes) {
    this.file = file;
    this.time = time;
    this.pendingDeadlines = pendingDeadlines;
    this.recency = recency;
    this.listener = listener;
    this.maximum = maximum;
    this.maximumBytes = maximumBytes;
  }

  void setMaximum(long maximum) {
    this.maximum = maximum;
  }

  /** Returns whether the region exceeds a bound by more than {@code slack} entries or KiB. */
  private boolean isOver(Session session, long slack) {
    long entries = session.entries().sizeAsLong();
    return entries > 0
        && (entries - slack > maximum
            || file.state().accounting().bytes() - slack * 1024 > maximumBytes);
  }

  /** Returns whether the region exceeds a bound. */
  boolean isDue(Session session) {
    return isOver(session, 0);
  }

  /** Evicts until the region is within its bounds, or a time limit is reached. */
  void run(Session session) {
    if (!isDue(session)) {
      return;
    }
    if (!lock.tryLock()) {
      if (!isOver(session, WAIT_SLACK)) {
        return; // another thread is evicting
      }
      lock.lock();
    }
    try {
      file.state().accounting().check(session);
      long end = System.nanoTime() + MAX_WORK_NANOS;
      while (isOver(session, 0) && System.nanoTime() - end < 0) {
        evict(session);
      }
    } finally {
      lock.unlock();
    }
  }

  /** An entry that may be evicted. */
  private static final class Candidate {
    final byte[] key;
    final int hash;
    final long version;

    Candidate(byte[] key, byte[] stored) {
      this.key = key;
      this.hash = FileKey.hash(key);
      this.version = FileEntry.version(stored);
    }
  }

  private void evict(Session session) {
    if (sample(session)) {
      return;
    }
    candidates.sort(Comparator.comparingInt(candidate -> -recency.age(candidate.hash)));
    boolean removed = false;
    while (!removed && !candidates.isEmpty()) {
      Candidate oldest = candidates.remove(0);
      removed = remove(session, oldest.key, EntryChange.Replace.version(oldest.version));
    }
    if (candidates.size() > MAX_REMEMBERED) {
      candidates.subList(MAX_REMEMBERED, candidates.size()).clear();
    }
  }

  /**
   * Adds random live entries to the candidates, and removes expired and damaged ones. Returns
   * whether any were removed.
   */
  private boolean sample(Session session) {
    boolean removed = false;
    TxCounter read = session.beginRead();
    try {
      for (int run = 0; run < RUNS_PER_SAMPLE; run++) {
        Cursor<byte[], byte[]> cursor = cursorAtRandom(session);
        for (int i = 0; i < ENTRIES_PER_RUN && cursor != null && cursor.hasNext(); i++) {
          byte[] key = cursor.next();
          byte[] stored = cursor.getValue();
          if (isLive(key, stored)) {
            candidates.add(new Candidate(key, stored));
          } else {
            removed |= remove(session, key, new EntryChange.RemoveExact(stored));
          }
        }
      }
    } finally {
      session.endRead(read);
    }
    return removed;
  }

  private static @Nullable Cursor<byte[], byte[]> cursorAtRandom(Session session) {
    long entries = session.entries().sizeAsLong();
    byte[] from =
        (entries <= 0)
            ? null
            : session.entries().getKey(ThreadLocalRandom.current().nextLong(entries));
    return (from == null) ? null : session.entries().cursor(from);
  }

  private boolean isLive(byte[] key, byte[] stored) {
    if (!FileEntry.isEntry(stored)) {
      return false;
    }
    PendingDeadlines.DeadlineUpdate update = pendingDeadlines.get(key, FileEntry.version(stored));
    return time.isLive(
        (update != null)
            ? update.expiresAt()
            : Math.min(FileEntry.policyDeadline(stored), FileEntry.notAfter(stored)));
  }

  private boolean remove(Session session, byte[] key, EntryChange change) {
    byte[] removed = session.operate(key, null, change);
    if (!change.isMade() || removed == null) {
      return false;
    }
    file.state().accounting().recordChange(key, removed, null);
    file.state().uncommittedKeys().add(FileKey.hash(key));
    pendingDeadlines.removeOf(key, removed);
    listener.evicted();
    return true;
  }
}
