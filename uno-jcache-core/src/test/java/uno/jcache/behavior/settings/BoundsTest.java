/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.settings;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;

/** No cache grows without end. */
class BoundsTest {
  @RegisterExtension final Caches caches = new Caches();

  private static int sizeOf(UnoCache<?, ?> cache) {
    int size = 0;
    for (var entries = cache.iterator(); entries.hasNext(); entries.next()) {
      size++;
    }
    return size;
  }

  private static void fill(UnoCache<Integer, String> cache, int entries) {
    for (int i = 0; i < entries; i++) {
      cache.put(i, "v");
    }
  }

  @Test
  @Tag("bounded")
  void aPlainConfigurationHasADefaultBound() {
    UnoCache<Integer, String> cache = caches.create(new MutableConfiguration<>());
    fill(cache, 15_000);
    await().atMost(20, SECONDS).until(() -> sizeOf(cache) <= UnoConfiguration.DEFAULT_MAXIMUM_SIZE);
    assertThat(sizeOf(cache)).isGreaterThan(9_000);
  }

  @Test
  @Tag("bounded")
  void aManagerMaySetTheDefaultBound() {
    var properties = new Properties();
    properties.setProperty(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY, " 100 ");
    UnoCache<Integer, String> cache =
        caches.manager(properties).createCache("test", new MutableConfiguration<Integer, String>());
    fill(cache, 1_000);
    await().atMost(20, SECONDS).until(() -> sizeOf(cache) <= 100);
  }

  @Test
  @Tag("bounded")
  void aCachesOwnBoundWins() {
    var properties = new Properties();
    properties.setProperty(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY, "100");
    UnoCache<Integer, String> cache =
        caches
            .manager(properties)
            .createCache("test", Caches.<Integer, String>byReference().setMaximumSize(500));
    fill(cache, 500);
    assertThat(sizeOf(cache)).isEqualTo(500);
    fill(cache, 1_000);
    await().atMost(20, SECONDS).until(() -> sizeOf(cache) <= 500);
  }

  @Test
  @Tag("bounded")
  void anExecutorThatWasShutDownKeepsTheBoundAndSaysNothing() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord logRecord) {
            logged.add(logRecord);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger caffeine = Logger.getLogger("com.github.benmanes.caffeine");
    caffeine.addHandler(handler);
    try {
      UnoCache<Integer, String> cache =
          caches.create(
              Caches.<Integer, String>byReference().setMaximumSize(100).setExecutor(executor));
      fill(cache, 1_000);
      assertThat(sizeOf(cache)).isLessThanOrEqualTo(100);
      assertThat(logged).isEmpty();
    } finally {
      caffeine.removeHandler(handler);
    }
  }

  @Test
  @Tag("in-heap") // weights
  void entriesMayBeWeighed() {
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setMaximumWeight(100, (key, value) -> value.length()));
    for (int i = 0; i < 100; i++) {
      cache.put(i, "0123456789");
    }
    await().atMost(20, SECONDS).until(() -> sizeOf(cache) <= 10);
    for (int i = 0; i < 1_000; i++) {
      cache.put(i, ""); // weighs nothing, and so is never in the way
    }
    assertThat(sizeOf(cache)).isGreaterThanOrEqualTo(990);
  }

  @Test
  @Tag("in-heap") // weights
  void byValueTheWeigherSeesTheApplicationsTypes() {
    UnoCache<Integer, StringBuilder> cache =
        caches.create(
            Caches.<Integer, StringBuilder>byValue()
                .setMaximumWeight(100, (key, value) -> value.length()));
    for (int i = 0; i < 100; i++) {
      cache.put(i, new StringBuilder("0123456789"));
    }
    await().atMost(20, SECONDS).until(() -> sizeOf(cache) <= 10);
  }

  @Test
  @Tag("in-heap") // weights
  void aWeigherThatFailsOrGoesNegativeStoresNothing() {
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference()
                .setMaximumWeight(
                    100,
                    (key, value) -> {
                      if (value.equals("fails")) {
                        throw new IllegalStateException("weigher");
                      }
                      return value.equals("negative") ? -1 : 1;
                    }));
    cache.put(1, "v");
    assertThatThrownBy(() -> cache.put(1, "fails")).hasMessageContaining("weigher");
    assertThatThrownBy(() -> cache.put(1, "negative"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> cache.putIfAbsent(2, "fails")).hasMessageContaining("weigher");
    assertThat(cache.get(1)).isEqualTo("v");
    assertThat(cache.containsKey(2)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "many", "10_000", "1.5", "99999999999999999999"})
  void aBadDefaultBoundIsRefused(String bound) {
    var properties = new Properties();
    properties.setProperty(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY, bound);
    assertThatThrownBy(() -> caches.manager(properties))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY)
        .hasMessageContaining("'" + bound + "'");
    assertThat(caches.manager().isClosed()).as("nothing was left behind").isFalse();
  }

  @Test
  @Tag("in-heap") // the properties of the run are beside those of the test
  void anUnknownPropertyOfOursIsRefusedAndOthersPass() {
    var properties = new Properties();
    properties.setProperty("hibernate.anything", "x");
    assertThat(caches.manager(properties).getProperties()).containsAllEntriesOf(properties);
    var unknown = new Properties();
    unknown.setProperty("uno-jcache.defaults.maxsize", "5");
    UnoCachingProvider other = caches.provider();
    assertThatThrownBy(() -> other.getCacheManager(null, null, unknown))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("uno-jcache.defaults.maxsize")
        .hasMessageContaining("did you mean 'max-size'?");
  }

  @Test
  void aBoundThatIsNoStringIsRefusedNotIgnored() {
    var properties = new Properties();
    properties.put(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY, -5);
    assertThatThrownBy(() -> caches.manager(properties)).isInstanceOf(CacheException.class);
  }
}
