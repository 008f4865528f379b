/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import org.jspecify.annotations.Nullable;

/**
 * Gives back the space of what was replaced or removed. MVStore frees a chunk of the file only if
 * all in it is replaced, it is older than the retention time, five newer versions were written
 * since, and another one is being written. Chunks with something in them, it neither rewrites
 * before they are that old, nor moves to the front if all in them is in use. So:
 *
 * <ul>
 *   <li>While much is written, not much is done: it would take the time of those who write.
 *   <li>At rest, a file that is too large is worked on at each call until it is not. Each time a
 *       version is written, which frees what is due; then what is sparsely used is rewritten, or,
 *       if little is, what lies behind gaps is moved into them.
 * </ul>
 *
 * <p>At rest the retention is short. It is for disks that write late, and here what was copied is
 * forced to the disk before anything else is done. A crash of the process asks for versions, and
 * there are always as many.
 *
 * <p>Used by one thread.
 */
final class Compaction {
  private static final long SECOND = 1_000_000_000;

  /**
   * Writing no more than this part of the entries between two calls is rest, too. Files then become
   * large again only after several seconds.
   */
  private static final int LITTLE_OF = 64;

  private static final int LEAST_LITTLE = 64 << 10;
  private static final int MOST_LITTLE = 256 << 10;

  /** How many percent of its entries a file may take, and what one comes to that takes more. */
  private static final int TOO_MUCH = 200;

  private static final int ENOUGH = 150;

  /** Between two steps of so many bytes, what others have changed is written. */
  private static final int REWRITTEN_AT_ONCE = 4 << 20;

  private static final int MOVED_AT_ONCE = 16 << 20;

  /** After so many nanoseconds, it is looked again whether others write. */
  private static final long LONGEST_WORK = 500_000_000;

  private static final int STEPS_WHILE_BUSY = 4;
  private static final int FULL = 95;

  /** With less than this percentage of all chunks in use, moving them would move garbage. */
  private static final int WORTH_MOVING = 60;

  /** After so many calls at rest without success, a file is as small as it gets. */
  private static final int PATIENCE = 100;

  /** After each so many of them, more is moved at once. */
  private static final int PATIENCE_TO_MOVE_MORE = 5;

  private final RegionFile file;
  private @Nullable Session of;
  private long writtenBefore;
  private long busyAt = System.nanoTime();
  private long pacedAt = busyAt;
  private long writtenSince;
  private long smallest;
  private boolean shrinking;
  private boolean copied;
  private int inVain;
  private long count;

  Compaction(RegionFile file) {
    this.file = file;
  }

  /** Does what is due; to be called a few times a second. */
  void run(Session session) {
    if (shrinking) {
      commitAll(session); // first, so that it counts as what others wrote
    }
    boolean large = file.accounting().isLarge(session, ENOUGH);
    if (isAtRest(session)) {
      shrinkIfDue(session, large);
    } else {
      shrinking = false;
      session.store().setRetentionTime(file.accounting().retention(session));
      if (System.nanoTime() - pacedAt >= SECOND) {
        pacedAt = System.nanoTime();
        keepPace(session, large);
      }
    }
    of = session;
    writtenBefore = session.file().written();
  }

  private boolean isAtRest(Session session) {
    long little =
        Math.min(MOST_LITTLE, Math.max(LEAST_LITTLE, file.accounting().bytes() / LITTLE_OF));
    long written = session.file().written() - writtenBefore;
    if (session != of || written > little) {
      busyAt = System.nanoTime();
    }
    writtenSince += written;
    return System.nanoTime() - busyAt >= SECOND;
  }

  private void shrinkIfDue(Session session, boolean large) {
    long size = session.file().size();
    if (!shrinking || writtenSince > size / 4) {
      copied = true; // by whoever wrote last
      smallest = size;
      writtenSince = 0;
      inVain = 0;
    } else if (size < smallest) {
      smallest = size;
      inVain = 0;
    }
    shrinking = large && (shrinking || file.accounting().isLarge(session, TOO_MUCH));
    boolean due = shrinking && inVain < PATIENCE;
    session.store().setRetentionTime(due ? Accounting.SHORT_RETENTION : Accounting.RETENTION);
    if (due) {
      inVain++;
      shrink(session);
    }
  }

  private void shrink(Session session) {
    long start = System.nanoTime();
    do {
      step(session);
    } while (copied
        && file.accounting().isLarge(session, ENOUGH) // or it would only grow by copies again
        && System.nanoTime() - start < LONGEST_WORK);
  }

  private void step(Session session) {
    PlainFile opened = session.file();
    if (copied) {
      opened.sync();
    }
    writeVersion(session);
    if (opened.hasGaps() && opened.getChunksFillRate() >= WORTH_MOVING) {
      // More if that does not help, as a chunk may be as large as the largest entry; not at once,
      // as the file grows by that meanwhile.
      opened.fillGaps(session.store(), (1 + inVain / PATIENCE_TO_MOVE_MORE) * (long) MOVED_AT_ONCE);
      copied = true;
    } else {
      copied = session.store().compact(FULL, REWRITTEN_AT_ONCE);
    }
    commitAll(session);
  }

  /** Does some of that while others write. */
  private void keepPace(Session session, boolean large) {
    try {
      session.file().housekeep(session.store());
    } catch (InterruptedException e) {
      return; // nobody has reason to
    }
    if (large) {
      boolean more = count % 5 == 0;
      for (int i = 0; more && i < STEPS_WHILE_BUSY; i++) {
        more = session.store().compact(FULL, REWRITTEN_AT_ONCE);
        commitAll(session);
      }
      writeVersion(session);
    }
    commitAll(session);
  }

  private void writeVersion(Session session) {
    session.meta().put("second", Long.toString(count++));
    file.commit(session);
  }

  private void commitAll(Session session) {
    if (session.store().hasUnsavedChanges()) {
      file.commit(session); // here, so that it does not count as another's
    }
  }
}
