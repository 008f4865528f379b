/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Runs a server beside the tests of core, which they find by {@code caches.properties}. */
public final class RedisBeside implements LauncherSessionListener {
  private final RedisProcess redis = RedisProcess.start();

  /** Made by JUnit, in the runs that name it. */
  public RedisBeside() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    System.setProperty("caches.url", redis.url());
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    redis.close();
  }
}
