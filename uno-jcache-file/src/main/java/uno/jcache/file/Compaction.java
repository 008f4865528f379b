/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import org.jspecify.annotations.Nullable;

/**
 * Frees the space of replaced and removed entries.
 *
 * <p>MVStore frees a chunk of the file only if nothing in it is in use, the chunk is older than the
 * retention time, five newer versions have been written, and another version is being written. It
 * does not rewrite a chunk that is younger than the retention time, and does not move a chunk to
 * the front if all of it is in use. Therefore:
 *
 * <ul>
 *   <li>While many changes are written, little is compacted, because compaction would slow down the
 *       writers.
 *   <li>At rest, each call compacts a file that is too large. It writes a version, which frees
 *       unused chunks; then it rewrites sparsely used chunks or, if there are few of them, moves
 *       chunks into gaps.
 * </ul>
 *
 * <p>At rest the retention time is short. A long one protects against disks that delay writes,
 * which is not needed here: copies are forced to the disk before the originals are freed. Recovery
 * from a crash of the process needs old versions, but five of them always exist.
 *
 * <p>Used by one thread.
 */
final class Compaction {
  private static final long SECOND_NANOS = 1_000_000_000;

  /**
   * The file is at rest if the bytes written between two calls are at most the bytes of its entries
   * divided by this. At that rate, the file becomes too large again only after several seconds.
   */
  private static final int REST_DIVISOR = 64;

  private static final int MIN_REST_BYTES = 64 << 10;
  private static final int MAX_REST_BYTES = 256 << 10;

  /** Compaction begins if the file is larger than this percentage of its entries. */
  private static final int START_PERCENT = 200;

  /** Compaction ends when the file is no larger than this percentage of its entries. */
  private static final int END_PERCENT = 150;

  /** How many bytes a step rewrites. Changes of callers are written between two steps. */
  private static final int REWRITE_BYTES = 4 << 20;

  private static final int MOVE_BYTES = 16 << 20;

  /** Time limit of a call. The next call checks again whether callers write. */
  private static final long MAX_WORK_NANOS = 500_000_000;

  private static final int STEPS_WHILE_BUSY = 4;
  private static final int TARGET_FILL_PERCENT = 95;

  /**
   * If less than this percentage of the chunks' content is in use, moving them would move much
   * garbage.
   */
  private static final int MIN_FILL_PERCENT_TO_MOVE = 60;

  /**
   * After this many calls at rest that freed nothing, the file is considered as small as possible.
   */
  private static final int MAX_FRUITLESS_CALLS = 100;

  /** Each time this many more calls were fruitless, a step moves more bytes. */
  private static final int FRUITLESS_CALLS_TO_MOVE_MORE = 5;

  private final RegionFile file;
  private @Nullable Session lastSession;
  private long lastWritten;
  private long busyAt = System.nanoTime();
  private long pacedAt = busyAt;
  private long writtenSinceStart;
  private long smallestSize;
  private boolean shrinking;
  private boolean copied;
  private int fruitlessCalls;
  private long versionCount;

  Compaction(RegionFile file) {
    this.file = file;
  }

  /** Compacts if necessary. To be called a few times a second. */
  void run(Session session) {
    if (shrinking) {
      commitAll(session); // first, so that these bytes count as written by callers
    }
    boolean large = file.state().accounting().isLarge(session, END_PERCENT);
    if (isAtRest(session)) {
      shrinkIfDue(session, large);
    } else {
      shrinking = false;
      session.store().setRetentionTime(file.state().accounting().retention(session));
      if (System.nanoTime() - pacedAt >= SECOND_NANOS) {
        pacedAt = System.nanoTime();
        keepPace(session, large);
      }
    }
    lastSession = session;
    lastWritten = session.file().written();
  }

  private boolean isAtRest(Session session) {
    long restBytes =
        Math.min(
            MAX_REST_BYTES,
            Math.max(MIN_REST_BYTES, file.state().accounting().bytes() / REST_DIVISOR));
    long written = session.file().written() - lastWritten;
    if (session != lastSession || written > restBytes) {
      busyAt = System.nanoTime();
    }
    writtenSinceStart += written;
    return System.nanoTime() - busyAt >= SECOND_NANOS;
  }

  private void shrinkIfDue(Session session, boolean large) {
    long size = session.file().size();
    if (!shrinking || writtenSinceStart > size / 4) {
      copied = true; // the last writer may have copied chunks
      smallestSize = size;
      writtenSinceStart = 0;
      fruitlessCalls = 0;
    } else if (size < smallestSize) {
      smallestSize = size;
      fruitlessCalls = 0;
    }
    shrinking = large && (shrinking || file.state().accounting().isLarge(session, START_PERCENT));
    boolean due = shrinking && fruitlessCalls < MAX_FRUITLESS_CALLS;
    session.store().setRetentionTime(due ? Accounting.SHORT_RETENTION : Accounting.RETENTION);
    if (due) {
      fruitlessCalls++;
      shrink(session);
    }
  }

  private void shrink(Session session) {
    long start = System.nanoTime();
    do {
      step(session);
    } while (copied
        && file.state().accounting().isLarge(session, END_PERCENT) // else copies would let it grow
        && System.nanoTime() - start < MAX_WORK_NANOS);
  }

  private void step(Session session) {
    PlainFile opened = session.file();
    if (copied) {
      opened.sync();
    }
    writeVersion(session);
    if (opened.hasGaps() && opened.getChunksFillRate() >= MIN_FILL_PERCENT_TO_MOVE) {
      // Move more if earlier calls freed nothing, as a chunk may be as large as the largest entry.
      // Begin with little, as the copies first make the file grow.
      opened.fillGaps(
          session.store(), (1 + fruitlessCalls / FRUITLESS_CALLS_TO_MOVE_MORE) * (long) MOVE_BYTES);
      copied = true;
    } else {
      copied = session.store().compact(TARGET_FILL_PERCENT, REWRITE_BYTES);
    }
    commitAll(session);
  }

  /** Compacts a little while callers write. */
  private void keepPace(Session session, boolean large) {
    try {
      session.file().housekeep(session.store());
    } catch (InterruptedException e) {
      return; // unexpected; the next call goes on
    }
    if (large) {
      boolean more = versionCount % 5 == 0;
      for (int i = 0; more && i < STEPS_WHILE_BUSY; i++) {
        more = session.store().compact(TARGET_FILL_PERCENT, REWRITE_BYTES);
        commitAll(session);
      }
      writeVersion(session);
    }
    commitAll(session);
  }

  private void writeVersion(Session session) {
    session.meta().put("second", Long.toString(versionCount++));
    file.commit(session);
  }

  private void commitAll(Session session) {
    if (session.store().hasUnsavedChanges()) {
      file.commit(session); // here, so that these bytes do not count as written by callers
    }
  }
}
