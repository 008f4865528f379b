/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import javax.cache.management.CacheStatisticsMXBean;
import uno.jcache.internal.observe.Statistics.Kind;

/** The JMX bean of a cache's statistics. Times are in microseconds. */
public final class StatisticsBean implements CacheStatisticsMXBean {
  private final Statistics statistics;

  /** Creates the bean of these statistics. */
  public StatisticsBean(Statistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public void clear() {
    statistics.reset();
  }

  @Override
  public long getCacheHits() {
    return statistics.hits();
  }

  @Override
  public float getCacheHitPercentage() {
    return percentage(statistics.hits(), getCacheGets());
  }

  @Override
  public long getCacheMisses() {
    return statistics.misses();
  }

  @Override
  public float getCacheMissPercentage() {
    return percentage(statistics.misses(), getCacheGets());
  }

  @Override
  public long getCacheGets() {
    return statistics.hits() + statistics.misses();
  }

  @Override
  public long getCachePuts() {
    return statistics.puts();
  }

  @Override
  public long getCacheRemovals() {
    return statistics.removals();
  }

  @Override
  public long getCacheEvictions() {
    return statistics.evictions();
  }

  @Override
  public float getAverageGetTime() {
    return statistics.averageMicros(Kind.GET);
  }

  @Override
  public float getAveragePutTime() {
    return statistics.averageMicros(Kind.PUT);
  }

  @Override
  public float getAverageRemoveTime() {
    return statistics.averageMicros(Kind.REMOVE);
  }

  private static float percentage(long part, long whole) {
    return (whole == 0) ? 0 : (float) (100.0 * part / whole);
  }
}
