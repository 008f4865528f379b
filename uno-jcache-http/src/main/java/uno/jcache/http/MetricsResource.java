/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import uno.jcache.UnoCacheManager;
import uno.jcache.monitoring.CacheLatency;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.StatisticType;
import uno.jcache.region.CacheRegion;

/**
 * The statistics of regions in the text format of Prometheus. They are made of the summaries that
 * the Dropwizard metrics show too: with labels for the region and the level, which names of
 * Dropwizard do not have.
 */
final class MetricsResource {
  private final UnoCacheManager manager;
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  MetricsResource(UnoCacheManager manager) {
    this.manager = manager;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/metrics", "Shows the statistics of regions to Prometheus")
            .answersText(PrometheusTextFormatWriter.CONTENT_TYPE)
            .by(call -> text()));
  }

  private String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, new Scrape(manager).snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from no stream in memory
    }
    return text.toString(UTF_8);
  }

  /** What one request collects. */
  private static final class Scrape {
    private final CounterSnapshot.Builder operations =
        CounterSnapshot.builder()
            .name("uno_jcache_operations")
            .help("What happened in a region, by its kind.");
    private final GaugeSnapshot.Builder latency =
        GaugeSnapshot.builder()
            .name("uno_jcache_latency_seconds")
            .help("Sampled latencies of a region's operations, by quantile.");
    private final CounterSnapshot.Builder levelReads =
        CounterSnapshot.builder()
            .name("uno_jcache_level_reads")
            .help("Reads of a level of a region; level 1 is the nearest.");
    private final GaugeSnapshot.Builder size =
        GaugeSnapshot.builder()
            .name("uno_jcache_size")
            .help("Entries of a level, where its store knows this.");
    private final GaugeSnapshot.Builder maximum =
        GaugeSnapshot.builder()
            .name("uno_jcache_maximum_size")
            .help("How many entries a region may have.");

    Scrape(UnoCacheManager manager) {
      for (CacheRegion region : manager.regions().list()) {
        StatisticsResource.addUnlessGone(() -> add(region, manager.monitoring()));
      }
    }

    private void add(CacheRegion region, CacheMonitoring monitoring) {
      String name = region.name();
      CacheSummary summary = monitoring.regionSummary(name);
      for (StatisticType type : StatisticType.values()) {
        count(
            operations,
            summary.counts().of(type),
            Labels.of("region", name, "kind", type.name().toLowerCase(Locale.ROOT)));
      }
      add(name, "get", summary.get());
      add(name, "put", summary.put());
      add(name, "remove", summary.remove());
      int number = 0;
      for (LevelSummary level : monitoring.levels(name)) {
        number++;
        Labels labels =
            Labels.of(
                "region", name, "level", String.valueOf(number), "provider", level.provider());
        count(levelReads, level.hits(), labels.merge(Labels.of("kind", "hit")));
        count(levelReads, level.misses(), labels.merge(Labels.of("kind", "miss")));
        if (level.size() != LevelSummary.UNKNOWN) {
          gauge(size, (double) level.size(), labels);
        }
      }
      gauge(maximum, (double) region.maximumSize(), Labels.of("region", name));
    }

    private void add(String region, String operation, CacheLatency times) {
      if (times.samples() > 0) {
        quantile(region, operation, "0.5", times.p50());
        quantile(region, operation, "0.95", times.p95());
        quantile(region, operation, "0.99", times.p99());
      }
    }

    private void quantile(String region, String operation, String quantile, Duration time) {
      gauge(
          latency,
          time.toNanos() / 1e9,
          Labels.of("region", region, "operation", operation, "at", quantile));
    }

    private static void count(CounterSnapshot.Builder counter, long value, Labels labels) {
      CounterSnapshot.Builder unused =
          counter.dataPoint(
              CounterDataPointSnapshot.builder().value((double) value).labels(labels).build());
    }

    private static void gauge(GaugeSnapshot.Builder gauge, double value, Labels labels) {
      GaugeSnapshot.Builder unused =
          gauge.dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    }

    MetricSnapshots snapshots() {
      return MetricSnapshots.of(
          operations.build(), latency.build(), levelReads.build(), size.build(), maximum.build());
    }
  }
}
