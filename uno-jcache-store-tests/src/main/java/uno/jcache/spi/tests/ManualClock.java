/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import uno.jcache.spi.Deadlines;

/**
 * A clock that stands still until a test advances it. It starts at the time of the system, so that
 * a server which removes expired entries by its own clock removes none while a test runs.
 */
public final class ManualClock implements Deadlines {
  private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());

  /** Makes a clock that shows the present. */
  public ManualClock() {}

  @Override
  public boolean isLive(long deadline) {
    return deadline == NEVER || deadline > millis.get();
  }

  @Override
  public long now() {
    return millis.get();
  }

  /** Returns the deadline of an entry that is stored now and lives for a duration. */
  public long in(Duration duration) {
    return now() + duration.toMillis();
  }

  /** Advances the time. */
  public void advance(Duration duration) {
    millis.addAndGet(duration.toMillis());
  }
}
