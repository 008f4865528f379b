/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCacheManager;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.ReadProfile.HotKey;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.ProviderHealth;
import uno.jcache.rule.InvalidationRule;

/**
 * Looks at a manager, and says what is wrong and what to do about it. It asks each active provider
 * for its health, and reads nothing else from stores.
 */
final class Doctor {
  private static final long UNBOUNDED = 100_000_000;

  /** The size of a region whose entries must all stay, as of Hibernate's update timestamps. */
  private static final long KEPT = Integer.MAX_VALUE;

  private static final long TINY = 100;
  private static final long ENOUGH_READS = 1_000;
  private static final double LOW_RATIO = 0.5;
  private static final double NEARLY_FULL = 0.9;
  private static final long MOST_MILLIS_APART = 1_000;
  private static final double HOT_SHARE = 0.2;
  private static final long LARGE_ITEM = 100_000;

  private static final Pattern PATTERN = Pattern.compile("[*?\\[\\\\]");
  private static final String CONFIGURATION = "docs/configuration.md";
  private static final String MONITORING = "docs/monitoring.md";

  private final UnoCacheManager manager;
  private final List<Finding> findings = new ArrayList<>();

  private Doctor(UnoCacheManager manager) {
    this.manager = manager;
  }

  /** Returns what was found, the worst first. */
  static List<Finding> examine(UnoCacheManager manager) {
    Doctor doctor = new Doctor(manager);
    doctor.checkClassPath();
    doctor.checkManager();
    for (CacheProvider provider : manager.providers().list()) {
      StatisticsResource.addUnlessGone(() -> doctor.check(provider));
    }
    for (CacheRegion region : manager.regions().list()) {
      StatisticsResource.addUnlessGone(() -> doctor.check(region));
    }
    manager.rules().list().forEach(doctor::check);
    doctor.findings.sort(Comparator.comparing(Finding::severity));
    return doctor.findings;
  }

  private void checkClassPath() {
    List<String> names = new ArrayList<>();
    try {
      ServiceLoader.load(CachingProvider.class, manager.getClassLoader()).stream()
          .forEach(provider -> names.add(provider.type().getName()));
    } catch (ServiceConfigurationError e) {
      findings.add(
          Finding.error(
              "A JCache provider on the class path cannot be loaded",
              String.valueOf(e.getMessage()),
              "Remove its jar, or complete what it depends on.",
              "README.md"));
    }
    if (names.size() > 1) {
      findings.add(
          Finding.warning(
              "There is more than one JCache provider on the class path",
              String.join(", ", names),
              "Name the one you mean: Caching.getCachingProvider(\"uno.jcache.UnoCachingProvider\"),"
                  + " or the system property javax.cache.spi.CachingProvider.",
              "README.md"));
    }
  }

  private void checkManager() {
    if (!manager.configuration().get().enabled()) {
      findings.add(
          Finding.warning(
              "Caching is disabled",
              "enabled = false",
              "Enable it: POST /api/cache/configuration/enable.",
              CONFIGURATION));
    }
    boolean hasNear = manager.regions().list().stream().anyMatch(each -> !each.near().isEmpty());
    if (hasNear && !manager.configuration().get().multiLevel()) {
      findings.add(
          Finding.warning(
              "Near caches are configured, but not used",
              "multi-level = false",
              "Set multi-level = true, or remove 'near' from the regions.",
              CONFIGURATION));
    }
    if (!manager.monitoring().isEnabled()) {
      findings.add(
          Finding.warning(
              "Nothing is counted, so hit ratios cannot be examined",
              "uno-jcache.monitoring.enabled = false",
              "Set it to true.",
              MONITORING));
    }
  }

  private void check(CacheProvider provider) {
    boolean isUsed = !manager.regions().byProvider(provider.name()).isEmpty();
    if (!provider.active()) {
      if (isUsed) {
        findings.add(
            Finding.error(
                "Provider '" + provider.name() + "' is inactive, but regions use it",
                "active = false; its regions always miss",
                "Activate it: POST /api/cache/providers/" + provider.name() + "/activate.",
                CONFIGURATION));
      }
      return;
    }
    ProviderHealth health = manager.providers().health(provider.name());
    if (!health.healthy()) {
      findings.add(
          Finding.error(
              "Provider '" + provider.name() + "' is down",
              String.valueOf(health.error()),
              "The message says what to do; its regions miss until then.",
              "docs/" + provider.type() + ".md"));
      return;
    }
    checkRedis(provider, health.details());
    checkClock(provider, health.details());
    health.details().forEach((region, details) -> checkFile(provider, region, details));
  }

  private void checkRedis(CacheProvider provider, Map<String, Object> details) {
    Object policy = details.get("evictionPolicy");
    boolean isBounded = !"0".equals(details.getOrDefault("maximumBytes", "0"));
    if (isBounded && policy != null && !policy.equals("noeviction")) {
      findings.add(
          Finding.warning(
              "The server of provider '" + provider.name() + "' evicts entries before their time",
              "maxmemory-policy " + policy + " with maxmemory " + details.get("maximumBytes"),
              "Raise maxmemory so that the regions' max-size comes first.",
              "docs/redis.md"));
    }
    if ("0".equals(details.get("appendOnly"))) {
      findings.add(
          Finding.warning(
              "The server of provider '" + provider.name() + "' may lose entries when it restarts",
              "appendonly no",
              "If entries must survive a restart of the server, set appendonly yes there.",
              "docs/redis.md"));
    }
  }

  private void checkClock(CacheProvider provider, Map<String, Object> details) {
    if (details.get("clockAheadMillis") instanceof Number ahead
        && Math.abs(ahead.longValue()) > MOST_MILLIS_APART) {
      findings.add(
          Finding.warning(
              "The clocks of this machine and of provider '" + provider.name() + "' are apart",
              "the server's clock is " + ahead + " ms ahead",
              "Synchronize both clocks, as with NTP: times that are shown are off by as much.",
              "docs/redis.md"));
    }
  }

  private void checkFile(CacheProvider provider, String region, @Nullable Object details) {
    if (details instanceof Map<?, ?> file
        && file.get("bytes") instanceof Number bytes
        && file.get("entries") instanceof Number entries
        && entries.longValue() > 0
        && bytes.longValue() / entries.longValue() > LARGE_ITEM) {
      findings.add(
          Finding.warning(
              "The items of region '" + region + "' are large",
              bytes.longValue() / entries.longValue() + " bytes on average, of " + entries,
              "Set compress-above, or store smaller parts under keys of their own.",
              CONFIGURATION));
    }
    if (details instanceof Map<?, ?> file
        && file.get("bytes") instanceof Number bytes
        && file.get("maximumBytes") instanceof Number maximum
        && maximum.longValue() > 0
        && bytes.longValue() > NEARLY_FULL * maximum.longValue()) {
      findings.add(
          Finding.warning(
              "The file of region '" + region + "' is nearly full",
              bytes + " of " + maximum + " bytes in provider '" + provider.name() + "'",
              "Raise max-bytes of the region, or lower its ttl or max-size.",
              "docs/file.md"));
    }
  }

  private void check(CacheRegion region) {
    String name = "'" + region.name() + "'";
    CacheCounts counts = manager.monitoring().regionSummary(region.name()).counts();
    if (region.maximumSize() >= UNBOUNDED && region.maximumSize() != KEPT) {
      findings.add(
          Finding.warning(
              "Region " + name + " is practically unbounded",
              "max-size = " + region.maximumSize(),
              "Set max-size to what the store can hold.",
              CONFIGURATION));
    }
    if (region.maximumSize() < TINY && counts.evictions() > 0) {
      findings.add(
          Finding.warning(
              "Region " + name + " is tiny, and evicts",
              "max-size = " + region.maximumSize() + "; " + counts.evictions() + " evictions",
              "Raise max-size.",
              CONFIGURATION));
    }
    checkHits(region, counts);
    if (counts.errors() > 0) {
      findings.add(
          Finding.warning(
              "Operations of region " + name + " have failed",
              counts.errors() + " errors so far",
              "Look at the health of provider '" + region.provider() + "', and at the log.",
              MONITORING));
    }
    region.near().forEach(near -> checkNear(region, near));
    checkIsRead(region, counts);
    checkHotKeys(region, counts);
  }

  private void checkHits(CacheRegion region, CacheCounts counts) {
    if (counts.gets() < ENOUGH_READS || counts.hitRatio() >= LOW_RATIO) {
      return;
    }
    String todo;
    if (counts.evictions() > counts.puts() / 10) {
      todo = "It evicts: raise max-size" + expected(region) + ".";
    } else if (counts.expirations() > counts.puts() / 10) {
      todo = "Entries expire before they are read again: raise ttl.";
    } else {
      todo =
          "Neither size nor age removes entries: look at what invalidates them, and at the keys.";
    }
    findings.add(
        Finding.warning(
            "Region '" + region.name() + "' has a low hit ratio",
            "%.1f %% of %d reads; %d puts, %d evictions, %d expirations"
                .formatted(
                    100 * counts.hitRatio(),
                    counts.gets(),
                    counts.puts(),
                    counts.evictions(),
                    counts.expirations()),
            todo,
            MONITORING));
  }

  /** Returns which hit ratios to expect from larger limits. */
  private String expected(CacheRegion region) {
    return manager.monitoring().readProfile(region.name()).sizes().stream()
        .map(size -> "%d for about %.0f %%".formatted(size.maximumSize(), 100 * size.hitRatio()))
        .reduce((smaller, larger) -> smaller + ", " + larger)
        .map(all -> " (" + all + ")")
        .orElse("");
  }

  /** In the heap, a hot key costs nothing. */
  private void checkHotKeys(CacheRegion region, CacheCounts counts) {
    boolean isInHeap = !region.near().isEmpty() || isMemory(region.provider());
    if (isInHeap || counts.gets() < ENOUGH_READS) {
      return;
    }
    for (HotKey hot : manager.monitoring().readProfile(region.name()).hotKeys()) {
      if (hot.share() >= HOT_SHARE) {
        findings.add(
            Finding.warning(
                "Region '" + region.name() + "' has a hot key, which is fetched at each read",
                "key '%s' has %.0f %% of the reads".formatted(hot.key(), 100 * hot.share()),
                "Give the region a near cache: near { max-size = 1000 }.",
                CONFIGURATION));
      }
    }
  }

  private boolean isMemory(String provider) {
    return manager.providers().byName(provider).stream()
        .anyMatch(found -> found.type().equals("memory"));
  }

  /** A near cache is off while nobody reports the changes of other processes. */
  private void checkIsRead(CacheRegion region, CacheCounts counts) {
    if (region.near().isEmpty() || counts.gets() < ENOUGH_READS) {
      return;
    }
    LevelSummary nearest = manager.monitoring().levels(region.name()).get(0);
    if (nearest.hits() + nearest.misses() == 0) {
      findings.add(
          Finding.warning(
              "The near cache of region '" + region.name() + "' is not read",
              "none of " + counts.gets() + " reads looked into it",
              "It needs multi-level = true, and a provider that reports the changes of other"
                  + " processes: look at the health of '"
                  + region.provider()
                  + "'.",
              CONFIGURATION));
    }
  }

  private void checkNear(CacheRegion region, CacheLevel near) {
    if (near.maximumSize() > region.maximumSize()) {
      findings.add(
          Finding.warning(
              "A near cache of region '" + region.name() + "' is larger than the region",
              "near.max-size = " + near.maximumSize() + ", max-size = " + region.maximumSize(),
              "Lower near.max-size.",
              CONFIGURATION));
    }
    boolean outlives =
        near.timeToLive() != null
            && region.timeToLive().isPresent()
            && near.timeToLive().compareTo(region.timeToLive().get()) > 0;
    if (outlives) {
      findings.add(
          Finding.warning(
              "The ttl of a near cache of region '" + region.name() + "' has no effect",
              "near.ttl = " + near.timeToLive() + ", ttl = " + region.timeToLive().get(),
              "Lower near.ttl, or remove it.",
              CONFIGURATION));
    }
  }

  private void check(InvalidationRule rule) {
    boolean concernsNone =
        rule.regions().stream()
            .allMatch(
                name -> !PATTERN.matcher(name).find() && manager.regions().byName(name).isEmpty());
    if (rule.active() && concernsNone) {
      findings.add(
          Finding.warning(
              "Rule '" + rule.name() + "' concerns no region",
              "regions = " + rule.regions(),
              "Name existing regions, or * for all.",
              "docs/rules.md"));
    }
  }
}
