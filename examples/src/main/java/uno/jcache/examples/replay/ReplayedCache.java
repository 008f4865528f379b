/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;

/** A read-through cache of a limited size in front of a slow source, and what it did. */
final class ReplayedCache {
  private static final String REGION = "replay";
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final long size;
  private final long atStart;
  private final SlowSource source;
  private final Cache<String, Long> cache;
  private final CacheStatisticsMXBean statistics;
  private final LongAdder gets = new LongAdder();
  private final LongAdder getNanos = new LongAdder();

  /**
   * Creates the cache.
   *
   * @param size how many entries it may hold; empty for what the manager's configuration says of
   *     the region {@value #REGION}
   */
  ReplayedCache(CacheManager manager, OptionalLong size, Duration loadTime) {
    this.source = new SlowSource(loadTime);
    var configuration =
        UnoConfiguration.from(
            new MutableConfiguration<String, Long>()
                .setTypes(String.class, Long.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> source)
                .setStatisticsEnabled(true)
                .setManagementEnabled(true));
    size.ifPresent(configuration::setMaximumSize);
    String name = REGION + (size.isPresent() ? "-" + size.getAsLong() : "");
    manager.destroyCache(name); // a region of the configuration, which lacks our loader
    this.cache = manager.createCache(name, configuration);
    this.atStart = cache.unwrap(UnoCache.class).size();
    this.size = sizeOf(cache.unwrap(UnoCache.class));
    this.statistics = statistics(cache);
  }

  private static long sizeOf(UnoCache<?, ?> cache) {
    return cache.getConfiguration().getMaximumSize().orElseThrow();
  }

  /** Asks the cache for a key, as any program would. */
  void get(String key) {
    long start = System.nanoTime();
    cache.get(key);
    getNanos.add(System.nanoTime() - start);
    gets.increment();
  }

  /** How many entries the cache may hold. */
  long size() {
    return size;
  }

  /** How many entries the cache had when it was opened. */
  long atStart() {
    return atStart;
  }

  /** What this program counted. */
  Counts counts() {
    return new Counts(gets.sum(), getNanos.sum(), source.loads(), source.loadNanos());
  }

  /** What the cache itself counted: the standard's statistics, from the platform's MBean server. */
  CacheStatisticsMXBean statistics() {
    return statistics;
  }

  /**
   * How many values that it had or loaded the cache holds no more, told by those that it holds. A
   * cache may evict in the background, so this gives it a moment to do so, and to count it.
   */
  long evictions() throws InterruptedException {
    long end = System.nanoTime() + MOMENT.toNanos();
    while (true) {
      long entries = 0;
      for (var ignored : cache) {
        entries++;
      }
      long evictions = atStart + source.loads() - entries;
      boolean done = entries <= size && statistics.getCacheEvictions() >= evictions;
      if (done || System.nanoTime() - end > 0) {
        return evictions;
      }
      Thread.sleep(10); // the standard has nothing that tells when a cache has evicted
    }
  }

  private static CacheStatisticsMXBean statistics(Cache<?, ?> cache) {
    String manager = cache.getCacheManager().getURI().toString().replaceAll("[:,=\n]", ".");
    String name = cache.getName().replaceAll("[:,=\n]", ".");
    try {
      return JMX.newMXBeanProxy(
          ManagementFactory.getPlatformMBeanServer(),
          new ObjectName(
              "javax.cache:type=CacheStatistics,CacheManager=" + manager + ",Cache=" + name),
          CacheStatisticsMXBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException("no name of an MBean: " + manager + ", " + name, e);
    }
  }
}
