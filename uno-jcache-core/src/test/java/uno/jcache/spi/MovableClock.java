/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands until a test moves it. It starts at the time of the system, so that a server
 * which reclaims entries by a clock of its own finds none overdue while a test runs.
 */
public final class MovableClock implements InstantSource {
  private final AtomicLong millis;

  /** Makes a clock that shows the present. */
  public MovableClock() {
    this(InstantSource.system().instant());
  }

  /** Makes a clock that shows this time. */
  public MovableClock(Instant start) {
    this.millis = new AtomicLong(start.toEpochMilli());
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    return millis.get();
  }

  /** Moves the time on. */
  public void advance(Duration duration) {
    millis.addAndGet(duration.toMillis());
  }

  /** Returns the time, in milliseconds, that will be in a while. */
  public long in(Duration duration) {
    return millis() + duration.toMillis();
  }
}
