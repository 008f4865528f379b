/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.LevelSummary;

/** Registers what a region counts as Micrometer's meters of a cache, and what its levels do. */
final class RegionMeters extends CacheMeterBinder<UnoCache<Object, Object>> {
  private final UnoCacheManager manager;
  private final String name;

  RegionMeters(UnoSpringCache cache, Iterable<Tag> tags) {
    super(cache.cache(), cache.getName(), tags);
    this.manager = cache.manager();
    this.name = cache.getName();
  }

  private CacheCounts counts() {
    return manager.monitoring().regionSummary(name).counts();
  }

  @Override
  protected @Nullable Long size() {
    List<LevelSummary> levels = manager.monitoring().levels(name);
    long size = levels.get(levels.size() - 1).size();
    return (size == LevelSummary.UNKNOWN) ? null : (Long) size;
  }

  @Override
  protected long hitCount() {
    return counts().hits();
  }

  @Override
  protected @Nullable Long missCount() {
    return counts().misses();
  }

  @Override
  protected @Nullable Long evictionCount() {
    return counts().evictions();
  }

  @Override
  protected long putCount() {
    return counts().puts();
  }

  @Override
  protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
    UnoCache<Object, Object> cache = getCache();
    if (cache == null) {
      return; // it is gone
    }
    FunctionCounter.builder("cache.removals", cache, each -> counts().removals())
        .tags(getTagsWithCacheName())
        .description("Entries that were removed or invalidated")
        .register(registry);
    FunctionCounter.builder("cache.expirations", cache, each -> counts().expirations())
        .tags(getTagsWithCacheName())
        .description("Entries that were found to have expired")
        .register(registry);
    int levels = manager.monitoring().levels(name).size();
    for (int i = 0; levels > 1 && i < levels; i++) {
      bindLevel(registry, cache, i);
    }
  }

  private void bindLevel(MeterRegistry registry, UnoCache<Object, Object> cache, int index) {
    String provider = level(index).provider();
    FunctionCounter.builder("cache.level.gets", cache, each -> level(index).hits())
        .tags(getTagsWithCacheName())
        .tags("level", provider, "result", "hit")
        .description("Reads that found their entry in this level, or did not")
        .register(registry);
    FunctionCounter.builder("cache.level.gets", cache, each -> level(index).misses())
        .tags(getTagsWithCacheName())
        .tags("level", provider, "result", "miss")
        .register(registry);
    if (level(index).size() != LevelSummary.UNKNOWN) {
      Gauge.builder("cache.level.size", cache, each -> level(index).size())
          .tags(getTagsWithCacheName())
          .tags("level", provider)
          .description("About how many entries the level has")
          .register(registry);
    }
  }

  private LevelSummary level(int index) {
    return manager.monitoring().levels(name).get(index);
  }
}
