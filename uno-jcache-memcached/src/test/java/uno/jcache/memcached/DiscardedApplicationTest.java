/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;

/** What an application leaves behind in a server that goes on. */
class DiscardedApplicationTest {
  private final MemcachedProcess server = MemcachedProcess.start();
  private final Set<Thread> before = threads();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Set<Thread> threads() {
    Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
    ours.removeIf(thread -> !thread.getName().matches("(uno-jcache-memcached|Memcached IO).*"));
    return ours;
  }

  private Set<Thread> started() {
    Set<Thread> started = threads();
    started.removeAll(before);
    return started;
  }

  private UnoCacheManager open(@Nullable ClassLoader loader) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "memcached");
    server
        .patientSettings()
        .forEach(
            (key, value) -> properties.setProperty("uno-jcache.providers.shared." + key, value));
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("discarded"), loader, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static void use(UnoCacheManager manager, boolean isNear) {
    UnoCache<String, String> cache = MemcachedCaches.users(manager, isNear);
    cache.put("key", "value");
    assertThat(cache.get("key")).isEqualTo("value");
  }

  /** Uses a cache, with the application's loader as that of the thread, and closes nothing. */
  private WeakReference<ClassLoader> deploy(boolean isNear) {
    ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      use(open(loader), isNear);
    } finally {
      thread.setContextClassLoader(loaderBefore);
    }
    return new WeakReference<>(loader);
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatClosesNothingIsCollectedAndItsThreadsEnd(boolean isNear) {
    WeakReference<ClassLoader> loader = deploy(isNear);
    assertThat(started()).isNotEmpty();
    awaitEnd(loader);
    awaitEnd(deploy(isNear)); // the next one starts as the first did
  }

  @Test
  void whenItIsClosedItsThreadsHaveEnded() {
    try (UnoCacheManager manager = open(null)) {
      use(manager, true);
    }
    await().atMost(30, SECONDS).until(() -> started().isEmpty());
  }
}
