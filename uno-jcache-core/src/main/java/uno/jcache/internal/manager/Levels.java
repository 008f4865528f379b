/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.internal.observe.Latencies;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.observe.Statistics.Kind;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.tiered.TierListener;
import uno.jcache.internal.store.tiered.TieredStore;
import uno.jcache.internal.support.Durations;
import uno.jcache.monitoring.CacheLatency;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/** The levels in which a cache keeps its entries: its near caches, if any, and the far store. */
final class Levels<K> {
  private final String provider;
  private final Statistics statistics;
  private final Store<K, Object> store;

  /** The nearest first. */
  private final List<Near<K>> near = new ArrayList<>();

  /** The settings of one near cache, and the source of its store. */
  record Front(CacheLevel level, StoreSource stores) {}

  /**
   * The sources of a cache's stores.
   *
   * @param fronts of the near caches, the nearest first
   * @param last of the far store
   * @param keepBytes whether any of them keeps entries as bytes
   * @param isShared whether processes share the entries of the far store
   */
  record Factories(List<Front> fronts, StoreSource last, boolean keepBytes, boolean isShared) {}

  /** One near cache. */
  private static final class Near<K> implements TierListener, StoreListener {
    final CacheLevel level;
    private final StoreListener cache;
    private final Statistics statistics;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder farHits = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final Latencies farLatencies = new Latencies();
    private @Nullable TieredStore<K, Object> tier;

    Near(CacheLevel level, StoreListener cache, Statistics statistics) {
      this.level = level;
      this.cache = cache;
      this.statistics = statistics;
    }

    TieredStore<K, Object> tier() {
      return requireNonNull(tier);
    }

    @Override
    public void nearHit() {
      if (statistics.isEnabled()) {
        hits.increment();
      }
    }

    @Override
    public long start() {
      return statistics.isEnabled() ? (System.nanoTime() | 1) : 0;
    }

    @Override
    public void farRead(boolean hit, long start) {
      if (start != 0) {
        misses.increment();
        farHits.add(hit ? 1 : 0);
        farLatencies.add(Kind.GET, System.nanoTime() - start);
      }
    }

    @Override
    public void evicted() {
      evictions.increment();
    }

    @Override
    public void undecodable(String why) {
      cache.undecodable(why);
    }

    @Override
    public void failed(StoreException failure) {
      cache.failed(failure);
    }

    @Override
    public void notFilled(RuntimeException why) {
      if (!(why instanceof StoreException)) { // already reported by the store
        cache.failed(new StoreException("A near cache could not store or drop an entry", why));
      }
    }
  }

  /**
   * Creates the stores of a cache.
   *
   * @param provider the provider of the far store
   * @param keys copies a key for a near cache
   * @throws RuntimeException if one cannot be created; the others are closed then
   */
  Levels(
      Factories factories,
      String provider,
      StoreSpec<K, Object> context,
      UnaryOperator<K> keys,
      Statistics statistics) {
    this.provider = provider;
    this.statistics = statistics;
    List<Front> fronts = factories.fronts();
    Store<K, Object> combined = factories.last().create(context);
    try {
      for (int i = fronts.size() - 1; i >= 0; i--) {
        Near<K> level = new Near<>(fronts.get(i).level(), context.listener(), statistics);
        TieredStore<K, Object> tier = tier(fronts.get(i).stores(), level, combined, context, keys);
        level.tier = tier;
        near.add(0, level);
        combined = tier;
      }
    } catch (RuntimeException | Error e) {
      combined.close();
      throw e;
    }
    this.store = combined;
  }

  private static <K> TieredStore<K, Object> tier(
      StoreSource stores,
      Near<K> level,
      Store<K, Object> far,
      StoreSpec<K, Object> context,
      UnaryOperator<K> keys) {
    Store<K, Object> near =
        stores.create(
            new StoreSpec<>(
                context.cacheName(),
                context.owner(),
                context.keyHash(),
                context.expiry().withoutPolicy(),
                level.level.maximumSize(),
                OptionalLong.empty(),
                null,
                context.executor(),
                level,
                context.codec(),
                context.fallbackOnError()));
    try {
      near.clear(); // a near cache in a file may be out of date after a restart
    } catch (RuntimeException | Error e) {
      near.close();
      throw e;
    }
    Duration life = level.level.timeToLive();
    return new TieredStore<>(
        near,
        far,
        context.expiry(),
        keys,
        context.codec(),
        (life == null) ? Long.MAX_VALUE : Durations.millis(life),
        level);
  }

  /** Returns the store that combines them. */
  Store<K, Object> store() {
    return store;
  }

  /** Returns the names of all providers that keep entries of the cache. */
  List<String> providers() {
    List<String> all = new ArrayList<>();
    near.forEach(level -> all.add(level.level.provider()));
    all.add(provider);
    return all;
  }

  /** Returns the providers of the levels that hold an entry, if the far store does. */
  List<String> holding(K key) {
    List<String> all = new ArrayList<>();
    near.stream()
        .filter(level -> level.tier().isNear(key))
        .forEach(level -> all.add(level.level.provider()));
    all.add(provider);
    return all;
  }

  /** Enables or disables each near cache, by its provider. */
  void setNearOn(Predicate<String> isEnabled) {
    near.forEach(level -> level.tier().setNearOn(isEnabled.test(level.level.provider())));
  }

  /** Returns a summary of each level, the nearest first. */
  List<LevelSummary> summaries() {
    List<LevelSummary> all = new ArrayList<>();
    CacheLatency before = CacheLatency.NONE;
    long hits = statistics.counts().hits();
    long misses = statistics.counts().misses();
    for (Near<K> level : near) {
      all.add(
          new LevelSummary(
              level.level.provider(),
              level.hits.sum(),
              level.misses.sum(),
              level.evictions.sum(),
              level.tier().nearSize().orElse(LevelSummary.UNKNOWN),
              before));
      before = level.farLatencies.summary(Kind.GET);
      hits = level.farHits.sum();
      misses = level.misses.sum() - hits;
    }
    all.add(
        new LevelSummary(
            provider,
            hits,
            misses,
            statistics.counts().evictions(),
            store.knownSize().orElse(LevelSummary.UNKNOWN),
            before));
    return all;
  }
}
