/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits open regions when the JVM ends normally: by {@code System.exit}, by the end of {@code
 * main}, or by SIGTERM. Otherwise removed entries would reappear after the restart.
 *
 * <p>The shutdown hook is registered as long as a region is open. It does not keep an application
 * in memory, because a {@link Housekeeper} refers to its store weakly.
 */
final class ShutdownCommit {
  /** Time limit for all regions together, because a disk may hang. */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Set<Housekeeper> OPEN = new HashSet<>();
  private static @Nullable Thread hook;
  private static boolean ending;

  private ShutdownCommit() {}

  static synchronized void add(Housekeeper region) {
    boolean unused = OPEN.add(region);
    if (ending) {
      region.requestLastCommit();
      return;
    } else if (hook != null) {
      return;
    }
    Thread added = OwnThreads.newThread("uno-jcache-file-shutdown", ShutdownCommit::commitAll);
    try {
      Runtime.getRuntime().addShutdownHook(added);
      hook = added;
    } catch (IllegalStateException e) {
      region.requestLastCommit(); // the JVM is already ending
    }
  }

  @SuppressWarnings("EmptyCatch") // the JVM is ending: the hook runs, and finds no regions
  static synchronized void remove(Housekeeper region) {
    Thread added = hook;
    if (!OPEN.remove(region) || !OPEN.isEmpty() || added == null) {
      return;
    }
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(added);
      hook = null;
    } catch (IllegalStateException e) {
      // see above
    }
  }

  /** Returns whether the shutdown hook is registered. */
  static synchronized boolean isRegistered() {
    return hook != null;
  }

  private static synchronized List<Housekeeper> end() {
    ending = true;
    return List.copyOf(OPEN);
  }

  private static void commitAll() {
    List<Housekeeper> regions = end();
    regions.forEach(Housekeeper::requestLastCommit); // which the threads of their providers execute
    long end = System.nanoTime() + MAX_WAIT_NANOS;
    try {
      for (Housekeeper region : regions) {
        region.awaitLastCommit(end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stops waiting
    }
  }
}
