/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.MetricRegistryListener;
import com.codahale.metrics.Timer;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.codahale.metrics.jmx.JmxReporter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.behavior.Caches;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.ProviderHealthCheck;
import uno.jcache.monitoring.RegionMXBean;
import uno.jcache.monitoring.StatisticType;
import uno.jcache.region.RegionSettings;

/** What metrics, JMX and health checks show of the caches. */
@Tag("own-providers")
class MetricsTest {
  private static final MBeanServer JMX_SERVER = ManagementFactory.getPlatformMBeanServer();

  @RegisterExtension final Caches caches = new Caches();

  private CacheMonitoring monitoring() {
    return caches.manager().monitoring();
  }

  private UnoCache<String, String> cache(String name) {
    return caches.manager().createCache(name, Caches.byReference());
  }

  private static void use(UnoCache<String, String> cache) {
    cache.put("k", "v");
    cache.get("k");
    cache.get("k");
    cache.get("k");
    cache.get("missing");
    cache.remove("k");
  }

  // ---- metrics

  private String metric(String rest) {
    return "uno.jcache." + caches.manager().getURI() + "." + rest;
  }

  @Test
  void metricsAreThereUnderTheirNames() {
    MetricRegistry metrics = monitoring().metrics();
    monitoring().enable();
    UnoCache<String, String> cache = cache("user.profiles");
    use(cache);
    cache.put("k", "v");

    assertThat(metrics.getNames().stream().filter(name -> name.contains("region")))
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                    "hits misses puts removals evictions expirations errors get put remove"
                        .concat(Caches.isSizeKnown() ? " hit-ratio size" : " hit-ratio")
                        .split(" "))
                .stream()
                .map(name -> metric("region.user.profiles." + name))
                .toList());
    assertThat(monitoring().regionSummary("user.profiles").counts().hits())
        .isEqualTo(3); // which collects
    Meter hits = metrics.meter(metric("region.user.profiles.hits"));
    assertThat(hits.getCount()).isEqualTo(3);
    assertThat(metrics.meter(metric("provider.memory.hits")).getCount()).isEqualTo(3);
    Timer get = metrics.timer(metric("region.user.profiles.get"));
    assertThat(get.getSnapshot().get99thPercentile()).isPositive();
    if (Caches.isSizeKnown()) {
      assertThat(metrics.gauge(metric("region.user.profiles.size")).getValue()).isEqualTo(1L);
    }
    assertThat(metrics.gauge(metric("region.user.profiles.hit-ratio")).getValue()).isEqualTo(0.75);
  }

  @Test
  void regionsWhoseNamesDifferInSpecialCharactersHaveMetricsOfTheirOwn() throws Exception {
    String[] names = {"a.b", "a:b", "a,b", "a=b", "a\"b", "a*b", "a?b", "a\nb", "a\\b", "\"a:b\""};
    MetricRegistry metrics = monitoring().metrics();
    monitoring().enable();
    List<UnoCache<String, String>> all = new ArrayList<>();
    for (String name : names) {
      all.add(cache(name));
      all.forEach(each -> each.put("k", "v"));
    }
    long puts = monitoring().providerSummary("memory").counts().puts(); // which collects
    assertThat(puts).isEqualTo(names.length * (names.length + 1) / 2);
    for (int i = 0; i < names.length; i++) {
      boolean plain = names[i].equals("a.b") || names[i].equals("a\\b");
      String meter = metric("region." + (plain ? names[i] : ObjectName.quote(names[i])) + ".puts");
      assertThat(metrics.getMeters().get(meter))
          .as(meter)
          .isNotNull()
          .returns((long) names.length - i, Meter::getCount);
    }
    try (JmxReporter reporter = JmxReporter.forRegistry(metrics).inDomain("special").build()) {
      reporter.start();
      assertThat(JMX_SERVER.queryNames(new ObjectName("special:*"), null))
          .hasSameSizeAs(metrics.getNames());
    }
    all.forEach(UnoCache::close);
    assertThat(metrics.getNames()).noneMatch(name -> name.contains(".region."));
  }

  @Test
  void aRegionNamedAsTheLevelOfAnotherHasMetricsOfItsOwn() {
    MetricRegistry metrics = monitoring().metrics();
    monitoring().enable();
    UnoCache<String, String> levels =
        caches
            .manager()
            .createCache(
                "a", Caches.<String, String>byReference().setNear(CacheLevel.of("memory")));
    levels.put("k", "v");
    use(cache("a.level.1"));
    assertThat(monitoring().providerSummary("memory").counts().hits())
        .isEqualTo(3); // which collects
    assertThat(metrics.getGauges()).containsKey(metric("region.a.level.1.hits"));
    assertThat(metrics.getMeters().get(metric("region.\"a.level.1\".hits")))
        .isNotNull()
        .returns(3L, Meter::getCount);
  }

  @Test
  void metersMoveWithoutBeingAsked() {
    monitoring().enable();
    MetricRegistry metrics = monitoring().metrics();
    use(cache("a"));
    await()
        .untilAsserted(
            () -> assertThat(metrics.meter(metric("region.a.hits")).getCount()).isEqualTo(3));
  }

  @Test
  void theMetricsOfAProviderComeAndGoWithIt() {
    MetricRegistry metrics = monitoring().metrics();
    caches.manager().providers().register("local", "memory");
    monitoring().record("local", StatisticType.HIT, 3);
    assertThat(metrics.getNames()).contains(metric("provider.local.hits"));
    assertThat(metrics.meter(metric("provider.local.hits")).getCount()).isEqualTo(3);
    caches.manager().providers().remove("local");
    assertThat(metrics.getNames()).doesNotContain(metric("provider.local.hits"));
  }

  @Test
  void theApplicationHandsOverARegistryOfItsOwn() {
    MetricRegistry before = monitoring().metrics();
    UnoCache<String, String> cache = cache("a");
    assertThat(before.getNames()).isNotEmpty();

    var own = new MetricRegistry();
    own.counter("application");
    monitoring().reportTo(own);
    assertThat(monitoring().metrics()).isSameAs(own);
    assertThat(before.getNames()).isEmpty();
    assertThat(own.getNames()).contains("application", metric("region.a.hits"));
    cache("b");
    assertThat(own.getNames()).contains(metric("region.b.hits"));
    cache.close();
    assertThat(own.getNames()).doesNotContain(metric("region.a.hits"));
    caches.manager().close();
    assertThat(own.getNames()).containsExactly("application");
  }

  @Test
  void whatTheApplicationHasUnderOurNamesStaysItsOwn() {
    var own = new MetricRegistry();
    monitoring().reportTo(own);
    Meter theirs = own.meter(metric("region.a.hits"));
    UnoCache<String, String> cache = cache("a");
    assertThat(own.meter(metric("region.a.hits"))).isSameAs(theirs);
    assertThat(own.getNames()).contains(metric("region.a.misses"));
    cache.close();
    assertThat(own.meter(metric("region.a.hits"))).isSameAs(theirs);
    assertThat(own.getNames()).doesNotContain(metric("region.a.misses"));
  }

  @Test
  void aListenerOfTheRegistryThatFailsFailsNoCache() {
    var own = new MetricRegistry();
    monitoring().reportTo(own);
    own.addListener(
        new MetricRegistryListener.Base() {
          @Override
          public void onMeterAdded(String name, Meter meter) {
            if (name.contains("region")) {
              throw new IllegalStateException("no room for " + name);
            }
          }

          @Override
          public void onTimerRemoved(String name) {
            throw new IllegalStateException("no way to remove " + name);
          }
        });
    UnoCache<String, String> cache = cache("a");
    assertThat(own.getNames()).contains(metric("region.a.hits"), metric("region.a.get"));
    cache.close();
    assertThat(own.getNames().stream().filter(name -> name.contains("region"))).isEmpty();
    assertThat(caches.manager().regions().list()).isEmpty();
  }

  @Test
  void managersShareARegistryEvenWithOneUri() throws Exception {
    var shared = new MetricRegistry();
    UnoCachingProvider provider = caches.provider();
    URI uri = URI.create("file:///etc/caches?x");
    try (var theirs = new URLClassLoader(new URL[0], provider.getDefaultClassLoader())) {
      UnoCacheManager one = provider.getCacheManager(uri, null);
      UnoCacheManager two = provider.getCacheManager(uri, theirs);
      for (UnoCacheManager manager : List.of(one, two)) {
        manager.monitoring().enable();
        manager.monitoring().reportTo(shared);
        use(manager.createCache("a", Caches.<String, String>byReference()));
      }
      use(two.regions().cache("a"));
      one.monitoring().providerSummary("memory");
      two.monitoring().providerSummary("memory");
      String first = "uno.jcache.file.///etc/caches.x";
      assertThat(shared.meter(first + ".region.a.hits").getCount()).isEqualTo(3);
      assertThat(shared.meter(first + "-2.region.a.hits").getCount()).isEqualTo(6);
      one.close();
      assertThat(shared.getNames()).isNotEmpty().allMatch(name -> name.startsWith(first + "-2."));
      two.close();
      assertThat(shared.getNames()).isEmpty();
    }
  }

  @Test
  void dropwizardShowsOurMetricsInJmx() throws Exception {
    try (JmxReporter reporter =
        JmxReporter.forRegistry(monitoring().metrics()).inDomain("application").build()) {
      reporter.start();
      monitoring().enable();
      use(cache("a"));
      CacheSummary collected = monitoring().providerSummary("memory");
      assertThat(collected.counts().hits()).isEqualTo(3);
      var hits = new ObjectName("application:name=" + metric("region.a.hits") + ",type=meters");
      assertThat(JMX_SERVER.getAttribute(hits, "Count")).isEqualTo(3L);
      caches.manager().close();
      assertThat(JMX_SERVER.queryNames(new ObjectName("application:*"), null)).isEmpty();
    }
  }

  // ---- the bean of a region

  private Set<ObjectName> regionBeans() throws Exception {
    return JMX_SERVER.queryNames(
        new ObjectName("uno.jcache:type=Region,CacheManager=" + caches.manager().getURI() + ",*"),
        null);
  }

  @Test
  void jmxShowsARegion() throws Exception {
    monitoring().enable();
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference().setMaximumSize(50).setManagementEnabled(true));
    caches
        .manager()
        .regions()
        .update("test", RegionSettings.of().withTimeToLive(Duration.ofMinutes(1)));
    use(cache);
    cache.put("user:1", "v");
    cache.put("user:2", "v");
    cache.put("page:1", "v");

    ObjectName name = regionBeans().iterator().next();
    assertThat(name.getKeyProperty("Cache")).isEqualTo("test");
    RegionMXBean bean = JMX.newMXBeanProxy(JMX_SERVER, name, RegionMXBean.class);
    assertThat(bean.getProvider()).isEqualTo("memory");
    assertThat(bean.getTimeToLiveMillis()).isEqualTo(60_000);
    assertThat(bean.getMaximumSize()).isEqualTo(50);
    assertThat(bean.getSize()).isEqualTo(3);
    assertThat(bean.getFollowedRules()).isEqualTo("COMPOSITE");
    assertThat(bean.isCounting()).isTrue();
    assertThat(bean.getHits()).isEqualTo(3);
    assertThat(bean.getMisses()).isEqualTo(1);
    assertThat(bean.getPuts()).isEqualTo(4);
    assertThat(bean.getRemovals()).isEqualTo(1);
    assertThat(bean.getEvictions() + bean.getExpirations() + bean.getErrors()).isZero();
    assertThat(bean.getHitRatio()).isEqualTo(0.75);
    assertThat(bean.getGetMicrosP50()).isPositive();
    assertThat(bean.getPutMicrosP95()).isPositive();
    assertThat(bean.getRemoveMicrosP99()).isPositive();
    assertThat(bean.invalidate("user:*")).isEqualTo(2);
    assertThat(cache.keys()).containsExactly("page:1");
    bean.clear();
    assertThat(cache.keys()).isEmpty();
  }

  @Test
  void aRegionIsShownWhileManagementIsEnabled() throws Exception {
    UnoCache<String, String> cache = cache("a");
    assertThat(regionBeans()).isEmpty();
    caches.manager().enableManagement("a", true);
    assertThat(regionBeans()).hasSize(1);
    caches.manager().enableManagement("a", false);
    assertThat(regionBeans()).isEmpty();
    caches.manager().enableManagement("a", true);
    cache.close();
    assertThat(regionBeans()).isEmpty();
  }

  // ---- health

  @Test
  void aHealthCheckAsksTheProvider() {
    var checks = new HealthCheckRegistry();
    UnoCacheManager manager = caches.manager();
    manager.providers().register("local", "memory");
    checks.register("cache", new ProviderHealthCheck(manager, "local"));
    assertThat(checks.runHealthCheck("cache").isHealthy()).isTrue();
    assertThat(checks.runHealthCheck("cache").getDetails()).containsKey("latency-ms");

    manager.providers().remove("local");
    assertThat(checks.runHealthCheck("cache").isHealthy()).isFalse();
    assertThat(checks.runHealthCheck("cache").getMessage()).contains("no provider 'local'");
    assertThatThrownBy(() -> new ProviderHealthCheck(manager, "local"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("There is no provider 'local'");
  }
}
