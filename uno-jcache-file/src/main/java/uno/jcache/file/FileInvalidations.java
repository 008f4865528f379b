/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import uno.jcache.spi.Invalidations;

/**
 * Publishes the invalidations of one region: first within this process, so that changes that were
 * decided earlier are rejected; then to the file.
 *
 * <p>A change that read the epoch just before is still made, but not after the commit. A commit
 * gives each map a new root, and MVStore makes a change only to the root with which the change
 * began. Otherwise the change starts over and reads the new epoch.
 *
 * <p>Safe for use by many threads.
 */
final class FileInvalidations {
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Invalidations current = Invalidations.NONE;

  Invalidations current() {
    return current;
  }

  /** Returns the epoch of the last invalidation; empty if there was none. */
  long epoch() {
    return current.epoch();
  }

  /**
   * Loads the invalidations of a session that was just opened. The later ones win, because the file
   * may lack the last ones, for example if it replaced a damaged file.
   */
  void load(Session session) {
    Invalidations saved = session.invalidations();
    if (saved.epoch() > current.epoch()) {
      current = saved;
    } else if (saved.epoch() < current.epoch()) {
      session.setInvalidations(current);
    }
  }

  /**
   * Publishes an invalidation. Returns its epoch, or empty if there is no room for more patterns.
   */
  OptionalLong publish(RegionFile file, List<String> patterns) {
    lock.lock();
    try {
      if (!current.hasRoomFor(patterns.size())) {
        return OptionalLong.empty();
      }
      Invalidations next = current.plus(patterns);
      current = next;
      file.run(
          session -> {
            session.setInvalidations(next);
            file.commit(session);
          });
      return OptionalLong.of(next.epoch());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records that all entries that an invalidation covers were removed. The next commit writes this.
   * After a crash before that commit, the next process scans for these entries again.
   */
  void recordReclaimed(RegionFile file, long epoch) {
    lock.lock();
    try {
      Invalidations next = current.reclaimed(epoch);
      current = next;
      file.run(
          session -> {
            session.setInvalidations(next);
          });
    } finally {
      lock.unlock();
    }
  }
}
