/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Logs;
import uno.jcache.behavior.Threads;
import uno.jcache.internal.observe.MBeans;

/** What JMX shows, and that it shows nothing any more after the end. */
class JmxTest {
  @RegisterExtension final Caches caches = new Caches();

  private static UnoConfiguration<String, String> shown() {
    return Caches.<String, String>byReference()
        .setManagementEnabled(true)
        .setStatisticsEnabled(true);
  }

  @Test
  void theConfigurationIsShown() {
    UnoCache<String, String> cache =
        caches.create(shown().setTypes(String.class, String.class).setReadThrough(false));
    var bean = Caches.management(cache);
    assertThat(bean.getKeyType()).isEqualTo("java.lang.String");
    assertThat(bean.getValueType()).isEqualTo("java.lang.String");
    assertThat(bean.isStoreByValue()).isFalse();
    assertThat(bean.isReadThrough()).isFalse();
    assertThat(bean.isWriteThrough()).isFalse();
    assertThat(bean.isManagementEnabled()).isTrue();
    assertThat(bean.isStatisticsEnabled()).isTrue();
    caches.manager().enableStatistics("test", false);
    assertThat(bean.isStatisticsEnabled()).isFalse();
  }

  @Test
  void operationsAndTheirParametersAreDescribed() throws Exception {
    UnoCache<String, String> cache = caches.create(shown());
    ObjectName name =
        new ObjectName(
            "uno.jcache:type=Region,CacheManager=" + caches.manager().getURI() + ",Cache=test");
    MBeanInfo info = ManagementFactory.getPlatformMBeanServer().getMBeanInfo(name);
    for (MBeanOperationInfo operation : info.getOperations()) {
      assertThat(operation.getDescription()).contains("entries");
      for (MBeanParameterInfo parameter : operation.getSignature()) {
        assertThat(parameter.getName()).isEqualTo("pattern");
        assertThat(parameter.getDescription()).contains("user:*");
      }
    }
    assertThat(info.getOperations()).hasSize(3);
    cache.put("a", "v");
    assertThat(Caches.region(cache).invalidate("a*")).isEqualTo(1);
  }

  @Test
  void whatIsSwitchedOnTwiceIsShownOnceAndSwitchedOffOnce() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    URI uri = caches.manager().getURI();
    assertThat(Caches.beans(uri)).isEmpty();
    caches.manager().enableManagement("test", true);
    caches.manager().enableManagement("test", true);
    assertThat(Caches.beans(uri)).hasSize(1);
    caches.manager().enableStatistics("test", true);
    assertThat(Caches.beans(uri)).hasSize(2);
    caches.manager().enableManagement("test", false);
    caches.manager().enableManagement("test", false);
    assertThat(Caches.beans(uri)).hasSize(1);
    cache.close();
    assertThat(Caches.beans(uri)).isEmpty();
  }

  @Test
  void nothingIsLeftAfterCloseDestroyAndEndOfTheManager() {
    URI uri = caches.manager().getURI();
    caches.create(shown()).close();
    assertThat(Caches.beans(uri)).isEmpty();
    caches.create(shown());
    caches.manager().destroyCache("test");
    assertThat(Caches.beans(uri)).isEmpty();
    caches.create(shown());
    caches.manager().close();
    assertThat(Caches.beans(uri)).isEmpty();
    caches.create(shown());
    assertThat(Caches.beans(uri)).hasSize(2);
    caches.manager().getCachingProvider().close();
    assertThat(Caches.beans(uri)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b", "a:b", "a=b", "a\"b", "a*b", "a?b", "a\nb", "a b", "日本", "a/b", "a'b", "", "\\"
      })
  void aCacheMayHaveAnyName(String name) {
    UnoCache<String, String> cache = caches.manager().createCache(name, shown());
    assertThat(cache.getName()).isEqualTo(name);
    assertThat(caches.manager().<String, String>getCache(name)).isSameAs(cache);
    assertThat(caches.manager().getCacheNames()).containsExactly(name);
    cache.put("k", "v");
    assertThat(Caches.statistics(cache).getCachePuts()).isEqualTo(1);
    cache.close();
    assertThat(Caches.beans(caches.manager().getURI())).isEmpty();
  }

  @Test
  void cachesWhoseNamesDifferInSpecialCharactersHaveBeansOfTheirOwn() {
    String[] names = {"a.b", "a:b", "a,b", "a=b", "a\"b", "a*b", "a?b", "a\nb", "a\\b"};
    List<UnoCache<String, String>> all = new ArrayList<>();
    for (String name : names) {
      UnoCache<String, String> cache = caches.manager().createCache(name, shown());
      all.add(cache);
      all.forEach(each -> each.put("k", "v"));
    }
    for (int i = 0; i < names.length; i++) {
      UnoCache<String, String> cache = all.get(i);
      assertThat(Caches.statistics(cache).getCachePuts()).isEqualTo(names.length - i);
      assertThat(Caches.region(cache).getPuts()).isEqualTo(names.length - i);
      assertThat(Caches.beans(caches.manager().getURI())).hasSize(2 * (names.length - i));
      cache.close();
    }
    assertThat(Caches.beans(caches.manager().getURI())).isEmpty();
  }

  @Test
  void managersWhoseUrisDifferInSpecialCharactersHaveBeansOfTheirOwn() throws Exception {
    String[] uris = {"file:/jmx/c.xml", "file./jmx/c.xml", "a:b:c", "a.b:c", "a:b?c", "a:b=c"};
    List<UnoCache<String, String>> all = new ArrayList<>();
    for (String uri : uris) {
      all.add(caches.provider().getCacheManager(URI.create(uri), null).createCache("c", shown()));
      all.forEach(each -> each.put("k", "v"));
    }
    var server = ManagementFactory.getPlatformMBeanServer();
    var statistics = new ObjectName("javax.cache:type=CacheStatistics,Cache=c,*");
    List<Long> puts = new ArrayList<>();
    for (ObjectName name : server.queryNames(statistics, null)) {
      puts.add((Long) server.getAttribute(name, "CachePuts"));
    }
    assertThat(puts).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(server.isRegistered(new ObjectName(statistics("a.b.c")))).isTrue();
    assertThat(server.isRegistered(new ObjectName(statistics("file./jmx/c.xml")))).isTrue();
    all.forEach(UnoCache::close);
    assertThat(server.queryNames(statistics, null)).isEmpty();
  }

  private static String statistics(String manager) {
    return "javax.cache:type=CacheStatistics,CacheManager=" + manager + ",Cache=c";
  }

  @Test
  void aSuccessorIsShownWhenItsPredecessorCloses() throws Exception {
    UnoCachingProvider provider = caches.provider();
    URI uri = URI.create("successor");
    try (var theirs = new URLClassLoader(new URL[0], provider.getDefaultClassLoader());
        Logs logs = Logs.of(MBeans.class)) {
      UnoCacheManager one = provider.getCacheManager(uri, null);
      UnoCacheManager two = provider.getCacheManager(uri, theirs);
      one.createCache("c", shown());
      one.createCache("d", shown());
      UnoCache<String, String> next = two.createCache("c", shown());
      UnoCache<String, String> unseen = two.createCache("d", shown());
      assertThat(logs.messages()).hasSize(6).allMatch(m -> m.contains("once the name is free"));
      two.enableStatistics("d", false);
      two.enableStatistics("c", true); // again: neither waits twice nor warns twice
      next.put("k", "v");
      one.close();
      await().until(() -> Caches.beans(uri).size() == 3);
      assertThat(Caches.statistics(next).getCachePuts()).isEqualTo(1);
      assertThat(Caches.region(next).getPuts()).isEqualTo(1);
      assertThat(Caches.beans(uri)).hasSize(3);
      assertThat(unseen.isClosed()).isFalse();
      two.close();
      assertThat(Caches.beans(uri)).isEmpty();
      assertThat(logs.messages()).hasSize(6);
    }
  }

  @Test
  void managersOfOneUriAndTwoClassLoadersDoNotTakeEachOthersBeans() throws Exception {
    UnoCachingProvider provider = caches.provider();
    URI uri = URI.create("two-loaders");
    try (var theirs = new URLClassLoader(new URL[0], provider.getDefaultClassLoader())) {
      UnoCacheManager one = provider.getCacheManager(uri, null);
      UnoCacheManager two = provider.getCacheManager(uri, theirs);
      UnoCache<String, String> first = one.createCache("c", shown());
      UnoCache<String, String> second = two.createCache("c", shown());
      first.put("k", "v");
      second.put("k", "v");
      second.put("l", "v");
      assertThat(Caches.statistics(first).getCachePuts()).isEqualTo(1);
      two.close();
      assertThat(Caches.beans(uri)).hasSize(2);
      one.close();
      assertThat(Caches.beans(uri)).isEmpty();
    }
  }

  @Test
  void oddUrisAreShownToo() {
    UnoCacheManager manager =
        caches.provider().getCacheManager(URI.create("file:///etc/cache.xml?a=b,c*#d"), null);
    UnoCache<String, String> cache = manager.createCache("c", shown());
    cache.put("k", "v");
    assertThat(Caches.beans(manager.getURI())).hasSize(2);
    manager.close();
    assertThat(Caches.beans(manager.getURI())).isEmpty();
  }

  @Test
  void enablingStatisticsWhileTheCacheClosesLeavesNoBean() throws Exception {
    for (int round = 0; round < 200; round++) {
      UnoCache<String, String> cache = caches.create(Caches.byReference());
      Threads.together(
          2,
          thread -> {
            if (thread == 0) {
              cache.close();
            } else {
              try {
                caches.manager().enableStatistics("test", true);
              } catch (RuntimeException e) {
                // closed before
              }
            }
          });
      assertThat(Caches.beans(caches.manager().getURI())).as("round %s", round).isEmpty();
    }
  }
}
