/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import javax.management.ObjectName;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.StatisticType;

/**
 * Our metrics in one registry, under the names that {@code docs/monitoring.md} lists. As in JMX,
 * the name of a region or provider is quoted if it has special characters, so that no two share
 * their metrics. Callers must hold a lock that guards nothing else, since a registry calls the
 * application's listeners.
 */
final class MetricsReporter {
  private static final Logger LOGGER = System.getLogger(MetricsReporter.class.getName());

  private static final Map<StatisticType, String> METERS =
      Map.of(
          StatisticType.HIT, "hits",
          StatisticType.MISS, "misses",
          StatisticType.PUT, "puts",
          StatisticType.REMOVAL, "removals",
          StatisticType.EVICTION, "evictions",
          StatisticType.EXPIRATION, "expirations",
          StatisticType.ERROR, "errors");

  private final MetricRegistry registry;
  private final String prefix;
  private final Map<Series, List<String>> registered = new HashMap<>();

  /** All names in {@link #registered}. */
  private final Set<String> ours = new HashSet<>();

  /**
   * Creates a reporter without metrics.
   *
   * @param managerName distinguishes this manager's metrics from those of others
   */
  MetricsReporter(MetricRegistry registry, String managerName) {
    this.registry = registry;
    this.prefix = freePrefix(registry, "uno.jcache." + MBeans.clean(managerName));
  }

  /** Returns the prefix, with a number if another manager with the same URI uses it. */
  private static String freePrefix(MetricRegistry registry, String wanted) {
    String free = wanted;
    for (int i = 2; isTaken(registry, free + "."); i++) {
      free = wanted + "-" + i;
    }
    return free;
  }

  private static boolean isTaken(MetricRegistry registry, String beginning) {
    return registry.getNames().stream().anyMatch(name -> name.startsWith(beginning));
  }

  MetricRegistry registry() {
    return registry;
  }

  /**
   * One region or provider to report.
   *
   * @param kind {@code region} or {@code provider}
   * @param gauges further values, by name suffix
   */
  record Reported(String kind, String name, Series series, Map<String, Gauge<Long>> gauges) {
    /** A region, which is held weakly: the registry may outlive it. */
    static Reported region(MonitoredCache region, Series series) {
      Map<String, Gauge<Long>> gauges = new HashMap<>();
      List<LevelSummary> all = region.levels();
      int levels = all.size();
      // No gauge for an unknown size: a placeholder such as -1 would distort sums.
      if (levels > 0 && isSizeKnown(all.get(levels - 1))) {
        gauges.put("size", gauge(region, r -> size(r, levels - 1)));
      }
      for (int i = 0; levels > 1 && i < levels; i++) {
        int level = i;
        String name = "level." + (level + 1) + ".";
        gauges.put(name + "hits", gauge(region, r -> r.levels().get(level).hits()));
        gauges.put(name + "misses", gauge(region, r -> r.levels().get(level).misses()));
        gauges.put(name + "evictions", gauge(region, r -> r.levels().get(level).evictions()));
        if (isSizeKnown(all.get(i))) {
          gauges.put(name + "size", gauge(region, r -> size(r, level)));
        }
      }
      return new Reported("region", region.getName(), series, gauges);
    }

    private static boolean isSizeKnown(LevelSummary level) {
      return level.size() != LevelSummary.UNKNOWN;
    }

    private static long size(MonitoredCache region, int level) {
      return region.levels().get(level).size();
    }

    private static Gauge<Long> gauge(MonitoredCache region, ToLongFunction<MonitoredCache> value) {
      var reference = new WeakReference<>(region);
      return () -> {
        MonitoredCache found = reference.get();
        return (found == null || found.isClosed()) ? 0 : value.applyAsLong(found);
      };
    }

    static Reported provider(String name, Series series) {
      return new Reported("provider", name, series, Map.of());
    }
  }

  /** Reports these, and no others. */
  void report(List<Reported> all) {
    Map<Series, Reported> wanted = new HashMap<>();
    all.forEach(reported -> wanted.put(reported.series(), reported));
    for (Series series : List.copyOf(registered.keySet())) {
      if (!wanted.containsKey(series)) {
        remove(series);
      }
    }
    for (Reported reported : all) {
      if (!registered.containsKey(reported.series())) {
        add(reported);
      }
    }
  }

  private void remove(Series series) {
    List<String> names = registered.remove(series);
    if (names != null) {
      names.forEach(ours::remove);
      names.forEach(name -> tryToChange(() -> registry.remove(name), name));
    }
  }

  private void add(Reported reported) {
    Map<String, Metric> metrics = metrics(reported);
    String name = name(reported, metrics.keySet());
    List<String> names = new ArrayList<>();
    registered.put(reported.series(), names);
    metrics.forEach((suffix, metric) -> register(name + "." + suffix, metric, names));
    ours.addAll(names);
    if (names.size() < metrics.size()) {
      LOGGER.log(
          Level.WARNING,
          "Other metrics have names that begin with ''{0}''; some metrics of {1} ''{2}'' are not"
              + " registered",
          name,
          reported.kind(),
          reported.name());
    }
  }

  /**
   * Returns the common prefix of the names; quoted if it clashes with another region or provider.
   */
  private String name(Reported reported, Set<String> suffixes) {
    String kind = prefix + "." + reported.kind() + ".";
    String name = kind + MBeans.value(reported.name());
    boolean isTaken = suffixes.stream().anyMatch(suffix -> ours.contains(name + "." + suffix));
    return isTaken ? kind + ObjectName.quote(reported.name()) : name;
  }

  private static Map<String, Metric> metrics(Reported reported) {
    Series series = reported.series();
    Map<String, Metric> metrics = new HashMap<>();
    METERS.forEach((type, name) -> metrics.put(name, series.meter(type)));
    for (Kind kind : Kind.values()) {
      metrics.put(kind.name().toLowerCase(Locale.ROOT), series.latencies().timer(kind));
    }
    Gauge<Double> hitRatio = () -> series.counts().hitRatio();
    metrics.put("hit-ratio", hitRatio);
    metrics.putAll(reported.gauges());
    return metrics;
  }

  private void register(String name, Metric metric, List<String> names) {
    tryToChange(() -> registry.register(name, metric), name);
    if (registry.getMetrics().get(name) == metric) { // even if a listener threw
      names.add(name);
    }
  }

  /** Changes the registry. Its failures must not make creating or closing a cache fail. */
  private static void tryToChange(Runnable change, String name) {
    try {
      change.run();
    } catch (RuntimeException e) {
      LOGGER.log(Level.DEBUG, "The metric " + name + " is taken, or a listener failed", e);
    }
  }
}
