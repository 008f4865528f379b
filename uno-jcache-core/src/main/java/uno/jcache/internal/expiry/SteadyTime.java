/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.expiry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of its creation plus the time that has passed since: it never jumps. If the system's
 * clock is set back by an hour, entries in the heap do not live an hour longer.
 *
 * <p>Whether the time counts during which a machine is suspended depends on the operating system.
 * On Linux it does not count.
 */
final class SteadyTime implements InstantSource {
  private final long anchor;
  private final LongSupplier nanos;
  private final long start;

  /**
   * Creates a clock that begins now.
   *
   * @param wall the time at which the clock begins; read once
   * @param nanos the time that has passed, as from {@link System#nanoTime}
   */
  SteadyTime(InstantSource wall, LongSupplier nanos) {
    this.anchor = wall.millis();
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Returns the later of this time and another one: it follows jumps forward, but not back. */
  InstantSource orLater(InstantSource wall) {
    SteadyTime steady = this;
    return new InstantSource() {
      @Override
      public long millis() {
        return Math.max(steady.millis(), wall.millis());
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(millis());
      }
    };
  }

  @Override
  public long millis() {
    return anchor + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - start);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
