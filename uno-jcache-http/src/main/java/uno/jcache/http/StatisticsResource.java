/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.CacheLatency;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.monitoring.StatisticType;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheRegion;

/** What regions and providers have done. It is read from memory: no store is asked. */
final class StatisticsResource {
  private static final Shape STATISTICS =
      Shape.of(
          "Statistics",
          Field.of("is_enabled", Kind.FLAG, "Whether operations are counted").required(),
          Field.of("timestamp", Kind.TIME, "When this was read; the next 'since'").required(),
          Field.of(
                  "regions",
                  Kind.OBJECTS,
                  "Counts and latencies of each region; with 'since', its history too; with"
                      + " 'region', its hot keys and what a larger limit would bring")
              .required(),
          Field.of("providers", Kind.OBJECTS, "The same of each provider").required());

  private final UnoCacheManager manager;

  StatisticsResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/cache/statistics", "Shows what regions and providers have done")
            .query("region", "Only this region")
            .query("provider", "Only this provider")
            .query("since", "A time (ISO-8601): adds the history from then on")
            .answers(200, STATISTICS)
            .by(call -> get(call.region(), call.query("provider"), since(call.query("since")))));
  }

  private static @Nullable Instant since(@Nullable String text) {
    try {
      return (text == null) ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw ApiException.invalid(
          "'since' must be a time such as 2026-01-31T12:00:00Z, but is '" + text + "'");
    }
  }

  private Map<String, Object> get(
      @Nullable String region, @Nullable String provider, @Nullable Instant since) {
    Instant now = Instant.now();
    boolean all = region == null && provider == null;
    List<Map<String, @Nullable Object>> regions = new ArrayList<>();
    for (CacheRegion each : manager.regions().list()) {
      if (all || each.name().equals(region)) {
        addUnlessGone(() -> regions.add(shown(each, since, region != null)));
      }
    }
    List<Map<String, @Nullable Object>> providers = new ArrayList<>();
    for (CacheProvider each : manager.providers().list()) {
      if (all || each.name().equals(provider)) {
        addUnlessGone(() -> providers.add(shown(each, since)));
      }
    }
    requireFound("Region", region, regions);
    requireFound("Provider", provider, providers);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("is_enabled", manager.monitoring().isEnabled());
    shown.put("timestamp", now.toString());
    shown.put("regions", regions);
    shown.put("providers", providers);
    return shown;
  }

  /** Adds a region or provider, unless it was removed since they were listed. */
  static void addUnlessGone(Runnable add) {
    try {
      add.run();
    } catch (NoSuchElementException e) {
      // it is not there any more, so there is nothing to show
    }
  }

  private static void requireFound(String kind, @Nullable String name, List<?> found) {
    if (name != null && found.isEmpty()) {
      throw ApiException.notFound(kind + " '" + name + "' not found");
    }
  }

  private Map<String, @Nullable Object> shown(
      CacheRegion region, @Nullable Instant since, boolean withProfile) {
    String name = region.name();
    Map<String, @Nullable Object> shown = shown(manager.monitoring().regionSummary(name));
    shown.put("provider_id", region.provider());
    shown.put("max_size", region.maximumSize());
    shown.put(
        "levels",
        manager.monitoring().levels(name).stream().map(StatisticsResource::shown).toList());
    if (withProfile) {
      putProfile(shown, manager.monitoring().readProfile(name));
    }
    if (since != null) {
      shown.put("history", history(manager.monitoring().regionStatistics(name, since)));
    }
    return shown;
  }

  private static void putProfile(Map<String, @Nullable Object> shown, ReadProfile profile) {
    shown.put(
        "hot_keys",
        profile.hotKeys().stream()
            .map(hot -> Map.of("key", hot.key(), "share", hot.share()))
            .toList());
    shown.put(
        "sizes",
        profile.sizes().stream()
            .map(size -> Map.of("max_size", size.maximumSize(), "hit_ratio", size.hitRatio()))
            .toList());
  }

  private Map<String, @Nullable Object> shown(CacheProvider provider, @Nullable Instant since) {
    String name = provider.name();
    Map<String, @Nullable Object> shown = shown(manager.monitoring().providerSummary(name));
    if (since != null) {
      shown.put("history", history(manager.monitoring().providerStatistics(name, since)));
    }
    return shown;
  }

  private static Map<String, @Nullable Object> shown(CacheSummary summary) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("name", summary.name());
    putCounts(shown, summary.counts());
    shown.put("hit_ratio", summary.hitRatio());
    Map<String, Object> latencies = new LinkedHashMap<>();
    latencies.put("get", shown(summary.get()));
    latencies.put("put", shown(summary.put()));
    latencies.put("remove", shown(summary.remove()));
    shown.put("latency_ms", latencies);
    return shown;
  }

  private static void putCounts(Map<String, @Nullable Object> shown, CacheCounts counts) {
    for (StatisticType type : StatisticType.values()) {
      shown.put(name(type), counts.of(type));
    }
  }

  /** Returns a name such as {@code hits} or {@code misses}. */
  private static String name(StatisticType type) {
    String name = type.name().toLowerCase(Locale.ROOT);
    return name + ((type == StatisticType.MISS) ? "es" : "s");
  }

  private static Map<String, Object> shown(CacheLatency latency) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("samples", latency.samples());
    shown.put("p50", latency.p50().toNanos() / 1e6);
    shown.put("p95", latency.p95().toNanos() / 1e6);
    shown.put("p99", latency.p99().toNanos() / 1e6);
    return shown;
  }

  private static Map<String, @Nullable Object> shown(LevelSummary level) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("provider_id", level.provider());
    shown.put("hits", level.hits());
    shown.put("misses", level.misses());
    shown.put("evictions", known(level.evictions()));
    shown.put("size", known(level.size()));
    shown.put("latency_ms", shown(level.reads()));
    return shown;
  }

  private static @Nullable Long known(long count) {
    return (count == LevelSummary.UNKNOWN) ? null : (Long) count;
  }

  private static List<Map<String, @Nullable Object>> history(List<HistoryPoint> points) {
    List<Map<String, @Nullable Object>> shown = new ArrayList<>(points.size());
    for (HistoryPoint point : points) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("start", point.start().toString());
      each.put("length_seconds", RegionResource.seconds(point.length()));
      putCounts(each, point.counts());
      shown.add(each);
    }
    return shown;
  }
}
