/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Runs a server beside the tests of core, which they find by {@code caches.properties}. */
public final class MemcachedBeside implements LauncherSessionListener {
  private final MemcachedProcess memcached = MemcachedProcess.start();

  /** Made by JUnit, in the runs that name it. */
  public MemcachedBeside() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    System.setProperty("caches.url", memcached.address());
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    memcached.close();
  }
}
