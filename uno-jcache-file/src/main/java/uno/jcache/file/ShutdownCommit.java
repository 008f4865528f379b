/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has changed when the JVM ends in order and nobody has closed the regions: at {@code
 * System.exit}, the end of {@code main}, or SIGTERM. What was removed would be back otherwise.
 *
 * <p>A shutdown hook, there as long as a region is open. What it knows holds nothing of an
 * application: a {@link Housekeeper} knows its region's owner only weakly.
 */
final class ShutdownCommit {
  /** In nanoseconds, for all regions together: a disk may hang. */
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  private static final Set<Housekeeper> OPEN = new HashSet<>();
  private static @Nullable Thread hook;
  private static boolean ending;

  private ShutdownCommit() {}

  static synchronized void add(Housekeeper region) {
    boolean unused = OPEN.add(region);
    if (ending) {
      region.commitSoon();
      return;
    } else if (hook != null) {
      return;
    }
    Thread added = OwnThreads.newThread("uno-jcache-file-shutdown", ShutdownCommit::commitAll);
    try {
      Runtime.getRuntime().addShutdownHook(added);
      hook = added;
    } catch (IllegalStateException e) {
      region.commitSoon(); // the JVM ends already
    }
  }

  @SuppressWarnings("EmptyCatch") // then the hook runs, and finds nothing
  static synchronized void remove(Housekeeper region) {
    Thread added = hook;
    if (!OPEN.remove(region) || !OPEN.isEmpty() || added == null) {
      return;
    }
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(added);
      hook = null;
    } catch (IllegalStateException e) {
      // as said
    }
  }

  /** Returns whether the JVM will call us when it ends. */
  static synchronized boolean isRegistered() {
    return hook != null;
  }

  private static synchronized List<Housekeeper> end() {
    ending = true;
    return List.copyOf(OPEN);
  }

  private static void commitAll() {
    List<Housekeeper> regions = end();
    regions.forEach(Housekeeper::commitSoon); // by the threads of their providers
    long end = System.nanoTime() + LONGEST;
    try {
      for (Housekeeper region : regions) {
        region.awaitCommit(end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // somebody is in a hurry
    }
  }
}
