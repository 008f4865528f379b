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
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.StoreListener;

/**
 * Keeps a region within its bounds: of a few entries that it meets by chance, it drops the dead
 * ones, or else the one that was not used for longest. Whoever stores something makes room for it.
 *
 * <p>Entries that are met together have neighbouring keys, and may all be in use. So the oldest
 * that were met before are remembered and compared, too.
 */
final class Eviction {
  private static final int RUNS = 2;
  private static final int RUN = 5;
  private static final int REMEMBERED = 24;
  private static final long SLICE = 50_000_000;

  private final RegionFile file;
  private final Expiry expiry;
  private final PendingDeadlines touches;
  private final Recency recency;
  private final StoreListener listener;
  private final long maximumBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Candidate> met = new ArrayList<>(); // by the lock
  private volatile long maximum;

  Eviction(
      RegionFile file,
      Expiry expiry,
      PendingDeadlines touches,
      Recency recency,
      StoreListener listener,
      long maximum,
      long maximumBytes) {
    this.file = file;
    this.expiry = expiry;
    this.touches = touches;
    this.recency = recency;
    this.listener = listener;
    this.maximum = maximum;
    this.maximumBytes = maximumBytes;
  }

  void setMaximum(long maximum) {
    this.maximum = maximum;
  }

  private boolean isOver(Session session, long slack) {
    long entries = session.entries().sizeAsLong();
    return entries > 0
        && (entries - slack > maximum || file.accounting().bytes() - slack * 1024 > maximumBytes);
  }

  /** Returns whether there is too much. */
  boolean isDue(Session session) {
    return isOver(session, 0);
  }

  /** Drops what is too much, for a bounded time. */
  void run(Session session) {
    if (!isDue(session)) {
      return;
    }
    if (!lock.tryLock()) {
      if (!isOver(session, 1_000)) {
        return; // somebody is at it
      }
      lock.lock();
    }
    try {
      file.accounting().check(session);
      long end = System.nanoTime() + SLICE;
      while (isOver(session, 0) && System.nanoTime() - end < 0) {
        evict(session);
      }
    } finally {
      lock.unlock();
    }
  }

  /** An entry that may go. */
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
    if (meet(session)) {
      return;
    }
    met.sort(Comparator.comparingInt(candidate -> -recency.age(candidate.hash)));
    boolean dropped = false;
    while (!dropped && !met.isEmpty()) {
      Candidate oldest = met.remove(0);
      dropped = drop(session, oldest.key, EntryChange.Replace.version(oldest.version));
    }
    if (met.size() > REMEMBERED) {
      met.subList(REMEMBERED, met.size()).clear();
    }
  }

  /** Remembers some entries. Returns whether there were dead ones, which are dropped. */
  private boolean meet(Session session) {
    boolean dropped = false;
    TxCounter use = session.use();
    try {
      for (int run = 0; run < RUNS; run++) {
        Cursor<byte[], byte[]> cursor = somewhere(session);
        for (int i = 0; i < RUN && cursor != null && cursor.hasNext(); i++) {
          byte[] key = cursor.next();
          byte[] stored = cursor.getValue();
          if (isLive(key, stored)) {
            met.add(new Candidate(key, stored));
          } else {
            dropped |= drop(session, key, new EntryChange.Drop(stored));
          }
        }
      }
    } finally {
      session.done(use);
    }
    return dropped;
  }

  private static @Nullable Cursor<byte[], byte[]> somewhere(Session session) {
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
    PendingDeadlines.Touch touch = touches.get(key, FileEntry.version(stored));
    return expiry.isLive(
        (touch != null)
            ? touch.expiresAt()
            : Math.min(FileEntry.policyDeadline(stored), FileEntry.notAfter(stored)));
  }

  private boolean drop(Session session, byte[] key, EntryChange change) {
    byte[] dropped = session.operate(key, null, change);
    if (!change.isMade() || dropped == null) {
      return false;
    }
    file.accounting().changed(key, dropped, null);
    file.suspects().add(FileKey.hash(key));
    touches.forget(key, dropped);
    listener.evicted();
    return true;
  }
}
