/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.MetricRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.observe.MetricsReporter.Reported;
import uno.jcache.internal.support.Nearest;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.monitoring.StatisticType;

/**
 * The monitoring of one manager. Each second, and for each query, it collects what the regions have
 * counted since the last time. So operations only increment counters, as for JSR-107's statistics.
 */
public final class Monitoring implements CacheMonitoring {
  /** Held while a manager looks for a free prefix of its metrics and registers them. */
  private static final Object PREFIXES = new Object();

  private final URI manager;
  private final Supplier<? extends Collection<String>> providerNames;
  private final InstantSource clock;
  private final Function<Monitoring, Runnable> ticking;

  // Guarded by this, which is never held while calling a registry.
  private final Map<String, MonitoredRegion> regions = new TreeMap<>();
  private final Map<String, Series> providers = new TreeMap<>();
  private @Nullable Runnable stopTicking;
  private boolean enabled;
  private boolean historyRequested;
  private boolean closed;

  /** If both are needed, this is taken before the monitor of this object. */
  private final Object reportingLock = new Object();

  private @Nullable MetricsReporter reporting;

  private record MonitoredRegion(MonitoredCache source, Series series) {}

  /**
   * Creates a monitoring without regions.
   *
   * @param providerNames returns the names of the open providers
   * @param clock returns the time of collected counts
   * @param ticking starts to call {@link #tick} each second; its result stops that
   */
  public Monitoring(
      URI manager,
      Supplier<? extends Collection<String>> providerNames,
      InstantSource clock,
      Function<Monitoring, Runnable> ticking) {
    this.manager = manager;
    this.providerNames = providerNames;
    this.clock = clock;
    this.ticking = ticking;
  }

  // ---- adding and removing regions

  /** Starts to monitor a region. */
  public void add(MonitoredCache region) {
    synchronized (this) {
      if (closed) {
        return;
      }
      var series = new Series(region.getName(), region.statistics().latencies());
      regions.put(region.getName(), new MonitoredRegion(region, series));
      region.statistics().setProviderLatencies(provider(region.provider()).latencies());
      region.statistics().setMonitored(enabled);
    }
    report();
    if (region.isClosed()) {
      remove(region); // it was closed before it was added
    }
  }

  /** Stops monitoring a region. Its counts remain in those of its provider. */
  public void remove(MonitoredCache region) {
    synchronized (this) {
      MonitoredRegion found = regions.get(region.getName());
      if (found == null || !found.source().equals(region)) {
        return;
      }
      collect(found);
      regions.remove(region.getName());
    }
    report();
  }

  private synchronized Series provider(String name) {
    return providers.computeIfAbsent(name, n -> new Series(n, new Latencies()));
  }

  // ---- collecting

  /** Collects the counts since the last time. */
  public void tick() {
    collect();
  }

  private synchronized void collect() {
    regions.values().forEach(this::collect);
  }

  private synchronized void collect(MonitoredRegion region) {
    long[] counted = region.series().difference(region.source().statistics().totals());
    // Counts from before collection started have no known time: the history omits them.
    Instant time = (stopTicking == null) ? null : clock.instant();
    region.series().add(counted, time);
    provider(region.source().provider()).add(counted, time);
  }

  private synchronized void beginHistory() {
    requireOpen();
    if (stopTicking == null) {
      collect();
      stopTicking = ticking.apply(this);
    }
  }

  @Override
  public synchronized void enable() {
    beginHistory();
    enabled = true;
    regions.values().forEach(region -> region.source().statistics().setMonitored(true));
  }

  @Override
  public synchronized void disable() {
    requireOpen();
    enabled = false;
    regions.values().forEach(region -> region.source().statistics().setMonitored(false));
    collect();
    if (!historyRequested && stopTicking != null) {
      stopTicking.run();
      stopTicking = null;
    }
  }

  @Override
  public synchronized boolean isEnabled() {
    requireOpen();
    return enabled;
  }

  // ---- queries

  @Override
  public void record(String provider, StatisticType type, long value) {
    requireNonNull(type, "type");
    if (value < 0) {
      throw new IllegalArgumentException(
          "Provider '"
              + provider
              + "': "
              + type
              + " by "
              + value
              + "; the value must not be negative");
    }
    long[] counted = new long[StatisticType.values().length];
    counted[Statistics.index(type)] = value;
    existingProvider(provider).add(counted, clock.instant());
  }

  @Override
  public List<HistoryPoint> providerStatistics(String provider) {
    return providerStatistics(provider, lastHour());
  }

  @Override
  public List<HistoryPoint> providerStatistics(String provider, Instant since) {
    return history(existingProvider(provider), since);
  }

  @Override
  public List<HistoryPoint> regionStatistics(String region) {
    return regionStatistics(region, lastHour());
  }

  private Instant lastHour() {
    return clock.instant().minus(Duration.ofHours(1));
  }

  @Override
  public List<HistoryPoint> regionStatistics(String region, Instant since) {
    return history(existingRegion(region), since);
  }

  private synchronized List<HistoryPoint> history(Series series, Instant since) {
    requireNonNull(since, "since");
    historyRequested = true;
    beginHistory();
    collect();
    return series.between(since, clock.instant());
  }

  @Override
  public CacheSummary providerSummary(String provider) {
    Series series = existingProvider(provider);
    collect();
    return series.summary();
  }

  @Override
  public CacheSummary regionSummary(String region) {
    Series series = existingRegion(region);
    collect();
    return series.summary();
  }

  private Series existingProvider(String name) {
    requireNonNull(name, "provider");
    requireOpen();
    Collection<String> known = providerNames.get();
    if (!known.contains(name)) {
      throw missing("provider", name, known);
    }
    return provider(name);
  }

  @Override
  public List<LevelSummary> levels(String region) {
    return existing(region).source().levels();
  }

  @Override
  public ReadProfile readProfile(String region) {
    return existing(region).source().profile();
  }

  private Series existingRegion(String name) {
    return existing(name).series();
  }

  private synchronized MonitoredRegion existing(String name) {
    requireNonNull(name, "region");
    requireOpen();
    MonitoredRegion region = regions.get(name);
    if (region == null) {
      throw missing("region", name, regions.keySet());
    }
    return region;
  }

  private NoSuchElementException missing(String what, String name, Collection<String> known) {
    return new NoSuchElementException(
        "There is no "
            + what
            + " '"
            + name
            + "' in manager "
            + manager
            + "; "
            + Nearest.hint(name, known));
  }

  // ---- metrics

  @Override
  public MetricRegistry metrics() {
    synchronized (reportingLock) {
      begin(reporting == null ? new MetricRegistry() : reporting.registry());
      return requireNonNull(reporting).registry();
    }
  }

  @Override
  public void reportTo(MetricRegistry registry) {
    requireNonNull(registry, "registry");
    synchronized (reportingLock) {
      begin(registry);
    }
  }

  private void begin(MetricRegistry registry) {
    synchronized (this) {
      historyRequested = true;
      beginHistory();
    }
    if (reporting == null || reporting.registry() != registry) {
      endReporting();
      synchronized (PREFIXES) { // or two managers could find the same prefix free
        reporting = new MetricsReporter(registry, manager.toString());
        report();
      }
    }
  }

  /** Updates the registered metrics to the current regions and providers. */
  public void report() {
    synchronized (reportingLock) {
      if (reporting != null) {
        reporting.report(reported());
      }
    }
  }

  private List<Reported> reported() {
    Collection<String> names = providerNames.get();
    List<Reported> all = new ArrayList<>();
    synchronized (this) {
      if (!closed) {
        names.forEach(name -> all.add(Reported.provider(name, provider(name))));
        regions.values().forEach(r -> all.add(Reported.region(r.source(), r.series())));
      }
    }
    return all;
  }

  private void endReporting() {
    if (reporting != null) {
      reporting.report(List.of());
      reporting = null;
    }
  }

  // ---- closing

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Manager " + manager + " is closed");
    }
  }

  /** Ends the monitoring, and removes all metrics from the registry. */
  public void close() {
    synchronized (this) {
      closed = true;
      if (stopTicking != null) {
        stopTicking.run();
        stopTicking = null;
      }
      regions.clear();
    }
    synchronized (reportingLock) {
      endReporting();
    }
  }
}
