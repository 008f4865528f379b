/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.expiry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time as it was when this was made, and what has passed since: it never steps. Where somebody
 * sets the system's clock back by an hour, entries in the heap do not live an hour longer.
 *
 * <p>Whether the time that a machine is suspended counts is for the operating system to say: on
 * Linux it does not.
 */
final class SteadyTime implements InstantSource {
  private final long anchor;
  private final LongSupplier nanos;
  private final long start;

  /**
   * Begins now.
   *
   * @param wall tells the time once
   * @param nanos tells what passes, as {@link System#nanoTime} does
   */
  SteadyTime(InstantSource wall, LongSupplier nanos) {
    this.anchor = wall.millis();
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Returns the later of this time and another: it follows steps forward, and none back. */
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
