/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.management;

import java.lang.ref.WeakReference;
import java.time.Duration;
import uno.jcache.UnoCache;
import uno.jcache.internal.management.Statistics.Kind;
import uno.jcache.internal.support.Durations;
import uno.jcache.monitoring.RegionMXBean;
import uno.jcache.region.CacheRegion;

/** Shows one region to JMX. */
public final class RegionBean implements RegionMXBean {
  private final String name;

  /** Weak: the MBean server must not keep a cache alive that nobody closes. */
  private final WeakReference<UnoCache<?, ?>> cache;

  private final Statistics statistics;

  /** Shows this cache. */
  public RegionBean(UnoCache<?, ?> cache, Statistics statistics) {
    this.name = cache.getName();
    this.cache = new WeakReference<>(cache);
    this.statistics = statistics;
  }

  private UnoCache<?, ?> cache() {
    UnoCache<?, ?> found = cache.get();
    if (found == null) {
      throw new IllegalStateException("The cache '" + name + "' is no longer in use");
    }
    return found;
  }

  private CacheRegion region() {
    return cache().getCacheManager().regions().byName(name).orElseThrow();
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
    return cache().size();
  }

  @Override
  public String getInvalidationStrategy() {
    return region().invalidationStrategy().name();
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
    return micros(statistics.latencies().show(Kind.GET).p50());
  }

  @Override
  public double getGetMicrosP95() {
    return micros(statistics.latencies().show(Kind.GET).p95());
  }

  @Override
  public double getGetMicrosP99() {
    return micros(statistics.latencies().show(Kind.GET).p99());
  }

  @Override
  public double getPutMicrosP50() {
    return micros(statistics.latencies().show(Kind.PUT).p50());
  }

  @Override
  public double getPutMicrosP95() {
    return micros(statistics.latencies().show(Kind.PUT).p95());
  }

  @Override
  public double getPutMicrosP99() {
    return micros(statistics.latencies().show(Kind.PUT).p99());
  }

  @Override
  public double getRemoveMicrosP50() {
    return micros(statistics.latencies().show(Kind.REMOVE).p50());
  }

  @Override
  public double getRemoveMicrosP95() {
    return micros(statistics.latencies().show(Kind.REMOVE).p95());
  }

  @Override
  public double getRemoveMicrosP99() {
    return micros(statistics.latencies().show(Kind.REMOVE).p99());
  }

  private static double micros(Duration time) {
    return time.toNanos() / 1e3;
  }

  @Override
  public void clear() {
    cache().clear();
  }

  @Override
  public long invalidate(String pattern) {
    return cache().invalidate(pattern);
  }
}
