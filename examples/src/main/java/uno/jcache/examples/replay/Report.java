/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.cache.management.CacheStatisticsMXBean;

/** Puts what the caches did into words and tables. */
final class Report {
  private static final String WAITED =
      "A get that waited for the load of another thread is a hit here, as it loaded nothing, and a"
          + " miss to the MXBean.";

  private Report() {}

  /** What is about to happen. */
  static List<String> title(KeySource keys, List<ReplayedCache> caches, Duration loadTime) {
    String sizes =
        caches.stream().map(cache -> format("%,d", cache.size())).collect(Collectors.joining(", "));
    return List.of(
        "Replaying " + keys.description(),
        format(
            "through %s of %s entries in front of a source that waits %,d us at each load.",
            caches.size() == 1 ? "a cache" : "caches",
            sizes,
            NANOSECONDS.toMicros(loadTime.toNanos())));
  }

  /** What a cache had when it was opened. */
  static String atStart(ReplayedCache cache) {
    return format("entries at start: %,d", cache.atStart());
  }

  /** One line on a cache during a replay. */
  static String progress(ReplayedCache cache) {
    Counts own = cache.counts();
    CacheStatisticsMXBean bean = cache.statistics();
    return format(
        "%,d hits  %,d misses  %.1f%%  %s saved  MXBean %,d/%,d %.1f%%",
        own.hits(),
        own.loads(),
        own.hitPercentage(),
        time(own.savedNanos()),
        bean.getCacheHits(),
        bean.getCacheMisses(),
        bean.getCacheHitPercentage());
  }

  /** One line on caches of several sizes during a replay. */
  static String progress(List<ReplayedCache> caches) {
    return format("keys %,d  hit ratio by size  ", caches.get(0).counts().gets())
        + caches.stream()
            .map(cache -> format("%,d: %.1f%%", cache.size(), cache.counts().hitPercentage()))
            .collect(Collectors.joining("  "));
  }

  /** What one cache did, as this program and as the standard's MXBean counted it. */
  static List<String> summary(ReplayedCache cache, int threads) throws InterruptedException {
    Counts own = cache.counts();
    CacheStatisticsMXBean bean = cache.statistics();
    // Read before the evictions, as finding those may count as gets.
    var beanGets = bean.getCacheGets();
    var beanHits = bean.getCacheHits();
    var beanMisses = bean.getCacheMisses();
    var beanRatio = bean.getCacheHitPercentage();
    var beanGetMicros = bean.getAverageGetTime();
    long evictions = cache.evictions();
    var beanEvictions = bean.getCacheEvictions();

    List<String> lines = new ArrayList<>();
    lines.add(format("%-20s%15s%15s", "", "this program", "the MXBean"));
    lines.add(row("gets", own.gets(), beanGets));
    lines.add(row("hits", own.hits(), beanHits));
    lines.add(row("misses", own.loads(), beanMisses));
    lines.add(
        format("%-20s%14.2f%%%14.2f%%", "hit ratio", own.hitPercentage(), (double) beanRatio));
    lines.add(row("evictions", evictions, beanEvictions));
    lines.add(
        format(
            "%-20s%15s%15s  (without the loads)",
            "average get", time(own.meanGetNanos()), time(beanGetMicros * 1e3)));
    lines.add("");
    if (beanMisses > own.loads() && threads > 1) {
      lines.add(WAITED);
    }
    lines.add(
        format(
            "One load took %s on average, all %,d took %s.",
            time(own.meanLoadNanos()), own.loads(), time((double) own.loadNanos())));
    lines.add(
        format(
            "Load time saved: %s = %,d hits x %s.",
            time(own.savedNanos()), own.hits(), time(own.meanLoadNanos())));
    return lines;
  }

  private static String row(String name, long own, long bean) {
    String difference = own == bean ? "" : format("  differs by %,d", Math.abs(own - bean));
    return format("%-20s%,15d%,15d%s", name, own, bean, difference);
  }

  /** A table of the caches by size, and which size seems enough. */
  static List<String> table(List<ReplayedCache> caches, int threads) throws InterruptedException {
    boolean waited = false;
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%12s%12s%15s%15s%15s%18s",
            "size", "hit ratio", "hits", "misses", "evictions", "load time saved"));
    List<SizeCurve.Point> points = new ArrayList<>();
    List<String> differing = new ArrayList<>();
    long enough = 0;
    for (ReplayedCache cache : caches) {
      Counts own = cache.counts();
      CacheStatisticsMXBean bean = cache.statistics();
      if (bean.getCacheHits() != own.hits() || bean.getCacheMisses() != own.loads()) {
        differing.add(format("%,d", cache.size()));
        waited |= bean.getCacheMisses() > own.loads();
      }
      long evictions = cache.evictions();
      lines.add(
          format(
              "%,12d%11.2f%%%,15d%,15d%,15d%18s",
              cache.size(),
              own.hitPercentage(),
              own.hits(),
              own.loads(),
              evictions,
              time(own.savedNanos())));
      points.add(new SizeCurve.Point(cache.size(), own.hitPercentage()));
      if (enough == 0 && evictions == 0) {
        enough = cache.size();
      }
    }
    lines.add("");
    lines.add(
        differing.isEmpty()
            ? "The MXBean of each cache counted the same hits and misses."
            : "The MXBean counted other hits and misses at size "
                + String.join(", ", differing)
                + ".");
    if (waited && threads > 1) {
      lines.add(WAITED);
    }
    new SizeCurve(points)
        .knee()
        .ifPresent(
            knee ->
                lines.add(
                    format(
                        "The knee is at %,d entries: doubling the size gains %.1f points on average"
                            + " up to there, and %.1f beyond.",
                        knee.size(), knee.gainBefore(), knee.gainAfter())));
    if (enough > 0) {
      lines.add(format("%,d entries hold every key: a larger cache gains nothing.", enough));
    }
    return lines;
  }

  /** A time in the unit that suits it. */
  static String time(double nanos) {
    if (nanos >= 1e9) {
      return format("%,.1f s", nanos / 1e9);
    }
    if (nanos >= 1e6) {
      return format("%.1f ms", nanos / 1e6);
    }
    return format("%.1f us", nanos / 1e3);
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
