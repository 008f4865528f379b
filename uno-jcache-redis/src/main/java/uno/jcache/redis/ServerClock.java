/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An estimate of a server's clock, with its maximum error. Changes carry a deadline by that clock
 * ({@link Scripts}), and callers wait at least until then: so a change that was not answered has
 * taken effect by then, or never will.
 *
 * <p>A sample is a server time with the local times of the request and the reply. The server read
 * its clock somewhere in between, so the midpoint is off by at most half the round trip, plus the
 * drift since. The most exact of the recent samples is used. Samples that contradict the latest one
 * are discarded: a clock was set, or another server has taken over.
 *
 * <p>Times here are those of {@link System#nanoTime}. Safe for use by many threads.
 */
final class ServerClock {
  private static final int SAMPLES = 8;

  /** Two clocks drift apart by at most one part in this many, unless one is set. */
  private static final int DRIFT = 2_000;

  private static final long NANOS = 1_000; // in a microsecond

  /** The interval between samples, while there are calls. */
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private volatile List<Sample> samples = List.of();
  private final AtomicLong refreshed = new AtomicLong(System.nanoTime() - INTERVAL);

  /**
   * A server time.
   *
   * @param at the local time, in nanoseconds
   * @param micros the server time
   * @param error the maximum error, in nanoseconds
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
   * Records a server time.
   *
   * @param sent when the request was sent
   * @param received when the reply was received
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
   * Returns a lower bound of the server's time at a local time, in microseconds; 0 if unknown, so
   * that the server rejects the script as too late.
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

  /** Returns whether a new sample is due. If it returns true, the caller must get it. */
  boolean isRefreshDue(long now) {
    long last = refreshed.get();
    return now - last >= INTERVAL && refreshed.compareAndSet(last, now);
  }
}
