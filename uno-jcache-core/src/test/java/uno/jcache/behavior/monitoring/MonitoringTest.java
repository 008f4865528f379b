/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import javax.cache.CacheException;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Source;
import uno.jcache.monitoring.CacheCounts;
import uno.jcache.monitoring.CacheLatency;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.StatisticType;
import uno.jcache.region.RegionSettings;

/** What monitoring counts, and what it answers. */
@Tag("own-providers")
class MonitoringTest {
  private static final CacheCounts NOTHING = new CacheCounts(0, 0, 0, 0, 0, 0, 0);

  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();

  private CacheMonitoring monitoring() {
    return caches.manager().monitoring();
  }

  private UnoConfiguration<String, String> configuration() {
    return Caches.<String, String>byReference().setTicker(clock).setExecutor(Runnable::run);
  }

  private UnoCache<String, String> cache(String name) {
    return caches.manager().createCache(name, configuration());
  }

  private CacheCounts counts(String region) {
    return monitoring().regionSummary(region).counts();
  }

  private static void use(UnoCache<String, String> cache) {
    cache.put("k", "v");
    cache.get("k");
    cache.get("k");
    cache.get("k");
    cache.get("missing");
    cache.remove("k");
  }

  // ---- counts

  @Test
  void regionsAndTheirProviderAreCounted() {
    monitoring().enable();
    use(cache("a"));
    caches.manager().providers().register("local", "memory");
    caches.manager().regions().create("b", RegionSettings.of().withProvider("local"));
    use(caches.manager().regions().cache("b"));
    use(cache("c"));

    assertThat(counts("a")).isEqualTo(new CacheCounts(3, 1, 1, 1, 0, 0, 0));
    assertThat(monitoring().providerSummary("memory").counts())
        .isEqualTo(new CacheCounts(6, 2, 2, 2, 0, 0, 0));
    assertThat(monitoring().providerSummary("local").counts()).isEqualTo(counts("b"));
    assertThat(monitoring().providerSummary("memory").hitRatio()).isCloseTo(0.75, within(1e-9));
    assertThat(monitoring().providerSummary("memory").counts().gets()).isEqualTo(8);
    for (StatisticType type : StatisticType.values()) {
      assertThat(counts("a").of(type))
          .as("%s", type)
          .isEqualTo(
              Map.of("HIT", 3L, "MISS", 1L, "PUT", 1L, "REMOVAL", 1L)
                  .getOrDefault(type.name(), 0L));
    }
  }

  @Test
  void nothingIsCountedWhereNobodyAsksForIt() {
    UnoCache<String, String> cache = cache("a");
    use(cache);
    assertThat(monitoring().isEnabled()).isFalse();
    assertThat(monitoring().regionSummary("a"))
        .isEqualTo(
            new CacheSummary(
                "a", NOTHING, CacheLatency.NONE, CacheLatency.NONE, CacheLatency.NONE));
    assertThat(monitoring().regionSummary("a").hitRatio()).isZero();
    monitoring().enable();
    use(cache);
    assertThat(counts("a").hits()).isEqualTo(3);
    monitoring().disable();
    use(cache);
    assertThat(counts("a").hits()).isEqualTo(3);
  }

  @Test
  void aRegionWithTheStatisticsOfTheStandardIsCounted() {
    use(caches.create(configuration().setStatisticsEnabled(true)));
    use(cache("other"));
    assertThat(monitoring().providerSummary("memory").counts().hits()).isEqualTo(3);
  }

  @Test
  void theStandardShowsWhatItWouldWithoutMonitoring() {
    monitoring().enable();
    UnoCache<String, String> cache = caches.create(configuration().setManagementEnabled(true));
    use(cache);
    assertThat(Caches.beans(caches.manager().getURI())).hasSize(1);
    assertThat(Caches.management(cache).isStatisticsEnabled()).isFalse();
    assertThat(cache.getConfiguration().isStatisticsEnabled()).isFalse();

    caches.manager().enableStatistics("test", true);
    assertThat(Caches.statistics(cache).getCacheHits()).as("counted before").isZero();
    use(cache);
    assertThat(Caches.statistics(cache).getCacheHits()).isEqualTo(3);
    caches.manager().enableStatistics("test", false);
    use(cache);
    caches.manager().enableStatistics("test", true);
    assertThat(Caches.statistics(cache).getCacheHits()).isEqualTo(3);
    Caches.statistics(cache).clear();
    use(cache);
    assertThat(Caches.statistics(cache).getCacheHits()).isEqualTo(3);
    assertThat(counts("test").hits()).isEqualTo(12);
    monitoring().disable();
    use(cache);
    assertThat(Caches.statistics(cache).getCacheHits()).isEqualTo(6);
  }

  @Test
  void aRegionThatGoesLeavesItsProviderWhatItCounted() {
    monitoring().enable();
    use(cache("a"));
    caches.manager().destroyCache("a");
    assertThat(monitoring().providerSummary("memory").counts().hits()).isEqualTo(3);
    use(cache("a"));
    assertThat(counts("a").hits()).isEqualTo(3);
    assertThat(monitoring().providerSummary("memory").counts().hits()).isEqualTo(6);
  }

  @Test
  void evictionsAreCounted() {
    monitoring().enable();
    UnoCache<Integer, String> small =
        caches.create(
            Caches.<Integer, String>byReference().setMaximumSize(10).setExecutor(Runnable::run));
    for (int i = 0; i < 100; i++) {
      small.put(i, "v");
    }
    await().untilAsserted(() -> assertThat(counts("test").evictions()).isEqualTo(90));
  }

  @Test
  void eachExpirationIsCountedOnce() {
    monitoring().enable();
    UnoCache<String, String> cache = cache("a");
    cache.put("read", "v", Duration.ofSeconds(1));
    cache.put("replaced", "v", Duration.ofSeconds(1));
    cache.put("swept", "v", Duration.ofSeconds(1));
    cache.put("lives", "v", Duration.ofSeconds(9));
    clock.advance(1_000);
    cache.get("read");
    cache.get("read");
    cache.getAndPut("replaced", "w");
    await().untilAsserted(() -> assertThat(counts("a").expirations()).isEqualTo(3));
    assertThat(cache.size()).isEqualTo(2);
    assertThat(counts("a").removals()).isZero();
  }

  @Test
  void anUpdateThatEndsTheEntryIsAnExpiration() {
    monitoring().enable();
    UnoCache<String, String> cache =
        caches.create(configuration().setExpiryPolicyFactory(EndsWhenUpdated::new));
    cache.put("k", "v");
    assertThat(counts("test").expirations()).isZero();
    cache.put("k", "w");
    assertThat(counts("test").expirations()).isEqualTo(1);
  }

  private static final class EndsWhenUpdated implements ExpiryPolicy {
    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return javax.cache.expiry.Duration.ETERNAL;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForAccess() {
      return javax.cache.expiry.Duration.ETERNAL;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForUpdate() {
      return javax.cache.expiry.Duration.ZERO;
    }
  }

  // ---- errors

  @Test
  void aLoaderThatFailsIsAnError() {
    monitoring().enable();
    UnoCache<String, String> cache = cache("a");
    Function<String, String> failing =
        key -> {
          throw new IllegalStateException("down");
        };
    assertThatThrownBy(() -> cache.get("k", failing)).isInstanceOf(CacheException.class);
    assertThat(counts("a").errors()).isEqualTo(1);
    assertThat(counts("a").misses()).isEqualTo(1);
    assertThat(monitoring().providerSummary("memory").counts().errors()).isEqualTo(1);
  }

  @Test
  void aLoaderThatFailsForGoodIsAnErrorAsIs() {
    monitoring().enable();
    UnoCache<String, String> cache = cache("a");
    Function<String, String> failing =
        key -> {
          throw new StackOverflowError();
        };
    assertThatThrownBy(() -> cache.get("k", failing)).isInstanceOf(StackOverflowError.class);
    assertThat(counts("a").errors()).isEqualTo(1);
  }

  @Test
  void aWriterThatFailsIsAnErrorOnceForABatch() {
    monitoring().enable();
    var source = new Source<String, String>();
    source.broken.add("broken");
    UnoCache<String, String> cache = caches.create(source.writeThrough(configuration()));
    assertThatThrownBy(() -> cache.put("broken", "v")).isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> cache.remove("broken")).isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> cache.putAll(Map.of("broken", "v", "b", "w")))
        .isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> cache.removeAll(Set.of("broken", "b")))
        .isInstanceOf(CacheException.class);
    assertThat(counts("test").errors()).isEqualTo(4);
  }

  @Test
  void aProcessorThatFailsIsAnErrorUnlessItsLoaderWas() {
    monitoring().enable();
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setReadThrough(true)
                .setCacheLoaderFactory(
                    () ->
                        new Source<>() {
                          @Override
                          public String load(String key) {
                            throw new IllegalStateException("down");
                          }
                        }));
    assertThatThrownBy(
            () ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(CacheException.class);
    assertThat(counts("test").errors()).isEqualTo(1);
    assertThatThrownBy(() -> cache.invoke("k", (entry, arguments) -> entry.getValue()))
        .isInstanceOf(CacheException.class);
    assertThat(counts("test").errors()).isEqualTo(2);
  }

  @Test
  void wrongArgumentsAreNoErrorsOfTheCache() {
    monitoring().enable();
    UnoCache<String, String> cache = cache("a");
    assertThatThrownBy(() -> cache.put("k", "v", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(counts("a")).isEqualTo(NOTHING);
  }

  // ---- the application's own additions

  @Test
  void theApplicationAddsItsOwn() {
    monitoring().record("memory", StatisticType.HIT);
    monitoring().record("memory", StatisticType.ERROR, 5);
    assertThat(monitoring().providerSummary("memory").counts())
        .isEqualTo(new CacheCounts(1, 0, 0, 0, 0, 0, 5));
    assertThat(monitoring().providerStatistics("memory"))
        .extracting(HistoryPoint::counts)
        .extracting(CacheCounts::errors)
        .containsExactly(5L);
  }

  @Test
  void badInputIsNamedAndChangesNothing() {
    cache("users");
    assertThatThrownBy(() -> monitoring().record("memory", StatisticType.HIT, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Provider 'memory': HIT by -1; the value must not be negative");
    assertThatThrownBy(() -> monitoring().record("memry", StatisticType.HIT))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("There is no provider 'memry'")
        .hasMessageContaining("did you mean 'memory'? Known: heap-bytes, memory");
    assertThatThrownBy(() -> monitoring().providerSummary("x"))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> monitoring().providerStatistics("x"))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> monitoring().regionSummary("user"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("There is no region 'user'")
        .hasMessageContaining("did you mean 'users'?");
    assertThatThrownBy(() -> monitoring().regionStatistics("x", Instant.EPOCH))
        .isInstanceOf(NoSuchElementException.class);
    assertThat(monitoring().providerSummary("memory").counts()).isEqualTo(NOTHING);
  }

  @Test
  void aClosedManagerMonitorsNothing() {
    CacheMonitoring monitoring = monitoring();
    caches.manager().close();
    assertThatThrownBy(monitoring::enable).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(monitoring::metrics).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> monitoring.providerSummary("memory"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> monitoring.record("memory", StatisticType.HIT))
        .isInstanceOf(IllegalStateException.class);
  }

  // ---- history, latency

  @Test
  void theHistoryShowsWhatHappenedSince() {
    Instant before = Instant.now();
    monitoring().enable();
    use(cache("a"));
    List<HistoryPoint> points = monitoring().regionStatistics("a", before);
    assertThat(points.stream().mapToLong(point -> point.counts().hits()).sum()).isEqualTo(3);
    assertThat(points.get(0).length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(monitoring().providerStatistics("memory", before.minus(Duration.ofDays(2))))
        .allSatisfy(point -> assertThat(point.length()).isEqualTo(Duration.ofMinutes(1)))
        .isNotEmpty();
  }

  @Test
  void latenciesAreThereByKind() {
    monitoring().enable();
    UnoCache<String, String> cache = cache("a");
    for (int i = 0; i < 100; i++) {
      use(cache);
    }
    for (CacheSummary summary :
        List.of(monitoring().regionSummary("a"), monitoring().providerSummary("memory"))) {
      for (CacheLatency latency : List.of(summary.get(), summary.put(), summary.remove())) {
        assertThat(latency.samples()).isGreaterThanOrEqualTo(100);
        assertThat(latency.p50()).isPositive().isLessThanOrEqualTo(latency.p95());
        assertThat(latency.p95()).isLessThanOrEqualTo(latency.p99());
      }
    }
  }

  // ---- the configuration

  @Test
  void theConfigurationEnablesIt() {
    var properties = new Properties();
    properties.setProperty("uno-jcache.monitoring.enabled", "true");
    properties.setProperty("uno-jcache.regions.users.max-size", "10");
    UnoCacheManager manager = caches.manager(properties);
    assertThat(manager.monitoring().isEnabled()).isTrue();
    use(manager.regions().cache("users"));
    assertThat(counts("users").hits()).isEqualTo(3);
  }

  @Test
  void aWrongConfigurationOfItIsNamed() {
    var properties = new Properties();
    properties.setProperty("uno-jcache.monitoring.enable", "true");
    assertThatThrownBy(() -> caches.manager(properties))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(
            "uno-jcache.monitoring.enable: unknown setting; did you mean 'enabled'?");
  }
}
