/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.internal.support.Durations;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.RegionMXBean;
import uno.jcache.region.CacheRegion;

/** The JMX bean of a region. */
public final class RegionBean implements RegionMXBean {
  private final String name;

  /** Weak, as the MBean server must not keep an abandoned cache alive. */
  private final WeakReference<UnoCache<?, ?>> cache;

  private final Statistics statistics;
  private final Function<UnoCache<?, ?>, Map<String, Object>> details;

  /**
   * Creates the bean of a cache.
   *
   * @param details returns the details of a cache's store
   */
  public RegionBean(
      UnoCache<?, ?> cache,
      Statistics statistics,
      Function<UnoCache<?, ?>, Map<String, Object>> details) {
    this.name = cache.getName();
    this.cache = new WeakReference<>(cache);
    this.statistics = statistics;
    this.details = details;
  }

  private UnoCache<?, ?> cache() {
    UnoCache<?, ?> found = cache.get();
    if (found == null) {
      throw noLongerInUse();
    }
    return found;
  }

  private UnoCacheManager manager() {
    UnoCacheManager manager = cache().getCacheManager();
    if (manager == null) { // it was closed during the JMX call
      throw noLongerInUse();
    }
    return manager;
  }

  private IllegalStateException noLongerInUse() {
    return new IllegalStateException("The cache '" + name + "' is no longer in use");
  }

  private CacheRegion region() {
    return manager().regions().byName(name).orElseThrow(this::noLongerInUse);
  }

  @Override
  public String getProvider() {
    return region().provider();
  }

  @Override
  public long getTimeToLiveMillis() {
    return region().timeToLive().map(Durations::millis).orElse(-1L);
  }

  @Override
  public long getMaximumSize() {
    return region().maximumSize();
  }

  @Override
  public long getSize() {
    List<LevelSummary> all = levels();
    return all.get(all.size() - 1).size();
  }

  @Override
  public String getFollowedRules() {
    return region().followedRules().name();
  }

  @Override
  public boolean isCounting() {
    return statistics.isEnabled();
  }

  @Override
  public long getHits() {
    return statistics.counts().hits();
  }

  @Override
  public long getMisses() {
    return statistics.counts().misses();
  }

  @Override
  public long getPuts() {
    return statistics.counts().puts();
  }

  @Override
  public long getRemovals() {
    return statistics.counts().removals();
  }

  @Override
  public long getEvictions() {
    return statistics.counts().evictions();
  }

  @Override
  public long getExpirations() {
    return statistics.counts().expirations();
  }

  @Override
  public long getErrors() {
    return statistics.counts().errors();
  }

  @Override
  public double getHitRatio() {
    return statistics.counts().hitRatio();
  }

  @Override
  public double getGetMicrosP50() {
    return micros(statistics.latencies().summary(Kind.GET).p50());
  }

  @Override
  public double getGetMicrosP95() {
    return micros(statistics.latencies().summary(Kind.GET).p95());
  }

  @Override
  public double getGetMicrosP99() {
    return micros(statistics.latencies().summary(Kind.GET).p99());
  }

  @Override
  public double getPutMicrosP50() {
    return micros(statistics.latencies().summary(Kind.PUT).p50());
  }

  @Override
  public double getPutMicrosP95() {
    return micros(statistics.latencies().summary(Kind.PUT).p95());
  }

  @Override
  public double getPutMicrosP99() {
    return micros(statistics.latencies().summary(Kind.PUT).p99());
  }

  @Override
  public double getRemoveMicrosP50() {
    return micros(statistics.latencies().summary(Kind.REMOVE).p50());
  }

  @Override
  public double getRemoveMicrosP95() {
    return micros(statistics.latencies().summary(Kind.REMOVE).p95());
  }

  @Override
  public double getRemoveMicrosP99() {
    return micros(statistics.latencies().summary(Kind.REMOVE).p99());
  }

  @Override
  public List<String> getLevels() {
    return levels().stream().map(LevelSummary::provider).toList();
  }

  @Override
  public long getNearHits() {
    List<LevelSummary> all = levels();
    return all.subList(0, all.size() - 1).stream().mapToLong(LevelSummary::hits).sum();
  }

  private List<LevelSummary> levels() {
    return manager().monitoring().levels(name);
  }

  @Override
  public Map<String, String> getStoreDetails() {
    Map<String, String> shown = new TreeMap<>();
    details.apply(cache()).forEach((what, value) -> shown.put(what, String.valueOf(value)));
    return shown;
  }

  private static double micros(Duration time) {
    return time.toNanos() / 1e3;
  }

  @Override
  public long countEntries() {
    return cache().size();
  }

  @Override
  public void clear() {
    cache().clear();
  }

  @Override
  public long invalidate(String pattern) {
    return cache().invalidateMatching(pattern);
  }
}
