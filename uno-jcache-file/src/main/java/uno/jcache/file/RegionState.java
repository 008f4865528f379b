/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import uno.jcache.spi.StoreListener;

/**
 * The state of a region that is kept in the heap and outlives its {@link Session}s. Safe for use by
 * many threads.
 *
 * @param listener is notified of failures, damage and evictions
 * @param corruptions how many entries and files were damaged
 */
record RegionState(
    String region,
    Path path,
    StoreListener listener,
    Accounting accounting,
    UncommittedKeys uncommittedKeys,
    AtomicLong corruptions,
    FileInvalidations invalidations) {

  RegionState(String region, Path path, StoreListener listener) {
    this(
        region,
        path,
        listener,
        new Accounting(),
        new UncommittedKeys(),
        new AtomicLong(),
        new FileInvalidations());
  }

  /** Returns a message about the region's file. */
  String message(String what) {
    return "Cache '" + region + "': " + path + " " + what;
  }

  /**
   * Loads the counts and the invalidations of a session that was just opened.
   *
   * @throws RuntimeException if the file is damaged; {@link FileErrorKind} says so
   */
  void load(Session session) {
    invalidations.load(session);
    accounting.load(session);
  }
}
