/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.monitoring.CacheLatency;

/**
 * Durations of the last {@value #WINDOW} timed operations of each kind. Allocates nothing before
 * the first. Safe for use by many threads.
 */
public final class Latencies {
  private static final int WINDOW = 1024;

  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  /** Creates latencies without samples. */
  public Latencies() {}

  /** Adds a sample. */
  public void add(Kind kind, long nanos) {
    timer(kind).update(nanos, TimeUnit.NANOSECONDS);
  }

  /** Returns the timer of a kind of operations, the same each time. */
  public Timer timer(Kind kind) {
    // A window rather than a decaying reservoir: updating it allocates nothing.
    return timers.computeIfAbsent(kind, k -> new Timer(new SlidingWindowReservoir(WINDOW)));
  }

  /** Returns the latency percentiles of a kind of operation. */
  public CacheLatency summary(Kind kind) {
    Timer timer = timers.get(kind);
    if (timer == null || timer.getCount() == 0) {
      return CacheLatency.NONE;
    }
    Snapshot snapshot = timer.getSnapshot();
    return new CacheLatency(
        timer.getCount(),
        nanos(snapshot.getMedian()),
        nanos(snapshot.get95thPercentile()),
        nanos(snapshot.get99thPercentile()));
  }

  private static Duration nanos(double nanos) {
    return Duration.ofNanos(Math.round(nanos));
  }
}
