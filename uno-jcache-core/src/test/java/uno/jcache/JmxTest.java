/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void namesThatJmxCannotTellApartLeaveTheFirstItsBeans() {
    UnoCache<String, String> first = caches.manager().createCache("a:b", shown());
    UnoCache<String, String> second = caches.manager().createCache("a,b", shown());
    first.put("k", "v");
    assertThat(Caches.statistics(first).getCachePuts()).isEqualTo(1);
    second.close();
    assertThat(Caches.statistics(first).getCachePuts()).isEqualTo(1);
    first.close();
    assertThat(Caches.beans(caches.manager().getURI())).isEmpty();
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
    URI clean = URI.create("file.///etc/cache.xml.a.b.c.#d");
    assertThat(Caches.beans(clean)).hasSize(2);
    manager.close();
    assertThat(Caches.beans(clean)).isEmpty();
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
