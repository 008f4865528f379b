/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.InternalThreadLocalMap;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** What an application leaves behind in a server that goes on. */
class DiscardedApplicationTest {
  private final RedisProcess redis = RedisProcess.start();
  private final Set<Thread> before = threads();

  @AfterEach
  void stop() {
    redis.close();
  }

  private static Set<Thread> threads() {
    Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
    ours.removeIf(thread -> !thread.getName().matches("(uno-jcache-redis|redisson).*"));
    return ours;
  }

  private Set<Thread> started() {
    Set<Thread> started = threads();
    started.removeAll(before);
    return started;
  }

  private UnoCacheManager open(@Nullable ClassLoader loader) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    redis
        .settings()
        .forEach(
            (key, value) -> properties.setProperty("uno-jcache.providers.shared." + key, value));
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("discarded"), loader, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoCache<String, String> use(UnoCacheManager manager, boolean isNear) {
    UnoConfiguration<String, String> configuration =
        new UnoConfiguration<String, String>().setProvider("shared");
    if (isNear) {
      configuration.setNear(CacheLevel.of("memory"));
    }
    UnoCache<String, String> cache = manager.createCache("users", configuration);
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");
    return cache;
  }

  /** Uses a cache, with the application's loader as that of the thread, and closes nothing. */
  private WeakReference<ClassLoader> deploy(boolean isNear) {
    ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      UnoCache<String, String> unused = use(open(loader), isNear);
    } finally {
      thread.setContextClassLoader(loaderBefore);
    }
    return new WeakReference<>(loader);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatClosesNothingIsCollectedAndItsThreadsEnd(boolean isNear) {
    WeakReference<ClassLoader> loader = deploy(isNear);
    assertThat(started()).isNotEmpty();
    awaitEnd(loader);
    awaitEnd(deploy(isNear)); // the next one starts as the first did
  }

  private void awaitEnd(WeakReference<ClassLoader> loader) {
    await()
        .atMost(30, SECONDS)
        .pollInterval(100, MILLISECONDS)
        .until(
            () -> {
              System.gc();
              return loader.get() == null && started().isEmpty();
            });
  }

  @Test
  void oneThatIsUsedKeepsItsConnection() {
    try (UnoCacheManager manager = open(null)) {
      UnoCache<String, String> cache = use(manager, true);
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      cache.put("key", "newer");
      assertThat(cache.get("key")).isEqualTo("newer");
      assertThat(started()).isNotEmpty();
    }
  }

  @Test
  void whenItIsClosedItsThreadsHaveEnded() {
    try (UnoCacheManager manager = open(null)) {
      use(manager, true).clear();
    }
    await().atMost(30, SECONDS).until(() -> started().isEmpty());
  }

  /** Netty's would hold the class loader of the jars as long as the thread lives. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itsThreadsGetNoThreadLocalsOfNettys(boolean isNear) throws InterruptedException {
    AtomicReference<@Nullable Object> found = new AtomicReference<>("not run");
    Thread calling =
        new Thread(
            () -> {
              try (UnoCacheManager manager = open(null)) {
                UnoCache<String, String> cache = use(manager, isNear);
                cache.putAll(Map.of("one", "1", "two", "2"));
                assertThat(cache.getAll(Set.of("one", "two"))).hasSize(2);
                cache.removeAll(Set.of("one"));
                cache.iterator().forEachRemaining(entry -> {});
                cache.getAndPut("two", "3");
                cache.clear();
                manager.providers().health("shared");
              }
              found.set(InternalThreadLocalMap.getIfSet());
            });
    calling.start();
    calling.join();
    assertThat(found.get()).isNull();
  }
}
