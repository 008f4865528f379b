/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What time it is on a server, as far as its answers tell: an estimate, and how wrong that can be.
 * Changes carry the time until when they may take effect ({@link Scripts}), and whoever sent one
 * gives up no earlier than that: so a change that was not answered has taken effect by then, or
 * never will.
 *
 * <p>A sample is a time that the server told, and when it was asked and answered here. In between,
 * nobody knows when it looked at its clock: the middle is wrong by half the round trip at most.
 * Since then, the two clocks may have drifted apart. Of the last samples the most exact one counts,
 * of those that do not contradict the latest: if one does, a clock was set, or another server has
 * taken over.
 *
 * <p>Times here are those of {@link System#nanoTime}. Safe for use by many threads.
 */
final class ServerClock {
  private static final int SAMPLES = 8;

  /** One part in so many is what two clocks differ by at most, while nobody sets one. */
  private static final int DRIFT = 2_000;

  private static final long NANOS = 1_000; // in a microsecond

  /** How old a sample gets before there is another, while there are calls. */
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private volatile List<Sample> samples = List.of();
  private final AtomicLong refreshed = new AtomicLong(System.nanoTime() - INTERVAL);

  /**
   * What a server told.
   *
   * @param at when it did, here, in nanoseconds
   * @param micros the time that it told
   * @param error by how much that may be wrong, in nanoseconds
   */
  private record Sample(long at, long micros, long error) {
    long micros(long now) {
      return micros + (now - at) / NANOS;
    }

    long error(long now) {
      return error + Math.abs(now - at) / DRIFT;
    }

    boolean contradicts(Sample earlier) {
      return Math.abs(micros - earlier.micros(at))
          > (error + earlier.error(at)) / NANOS + 2; // both are rounded
    }
  }

  /**
   * Takes note of a time that the server told.
   *
   * @param sent when it was asked
   * @param received when it was answered
   */
  synchronized void record(long micros, long sent, long received) {
    long half = (received - sent) / 2;
    Sample latest = new Sample(sent + half, micros, half);
    List<Sample> next = new ArrayList<>(SAMPLES);
    next.add(latest);
    for (Sample earlier : samples) {
      if (next.size() < SAMPLES && !latest.contradicts(earlier)) {
        next.add(earlier);
      }
    }
    samples = List.copyOf(next);
  }

  /**
   * Returns the server's time in microseconds that it has at the latest at a time here; 0 where
   * nothing is known, which is long ago for it.
   */
  long at(long end) {
    long now = System.nanoTime();
    Sample best = null;
    for (Sample sample : samples) {
      if (best == null || sample.error(now) < best.error(now)) {
        best = sample;
      }
    }
    return (best == null) ? 0 : best.micros(end) - best.error(now) / NANOS;
  }

  /** Returns whether the server's time is to be asked for. Whoever is told so asks. */
  boolean isRefreshDue(long now) {
    long last = refreshed.get();
    return now - last >= INTERVAL && refreshed.compareAndSet(last, now);
  }
}
