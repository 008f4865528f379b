/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import javax.cache.CacheException;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;

/** What an application that closes nothing leaves behind in a server that goes on. */
class DiscardedApplicationTest {
  private final Path dir;

  DiscardedApplicationTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private UnoCacheManager manager(@Nullable ClassLoader loader) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.disk.type", "file");
    properties.setProperty("uno-jcache.providers.disk.dir", dir.toString());
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("discarded"), loader, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoCache<String, String> open(UnoCacheManager manager) {
    return manager.createCache("users", new UnoConfiguration<String, String>().setProvider("disk"));
  }

  /** Uses a cache, with the application's loader as that of the thread, and closes nothing. */
  private WeakReference<ClassLoader> deploy(String found) {
    ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      UnoCache<String, String> users = open(manager(loader));
      assertThat(Objects.toString(users.get("key"), "nothing")).isEqualTo(found);
      users.put("key", "value");
    } finally {
      thread.setContextClassLoader(loaderBefore);
    }
    return new WeakReference<>(loader);
  }

  private static boolean hasThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("uno-jcache-file-disk"));
  }

  private static void awaitEnd(WeakReference<ClassLoader> loader) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              System.gc();
              return loader.get() == null && !hasThreads();
            });
  }

  @Test
  void itsFileIsForTheNextOne() {
    awaitEnd(deploy("nothing"));
    awaitEnd(deploy("value"));
    assertThat(ShutdownCommit.isRegistered()).isFalse();
  }

  @Test
  void oneThatIsUsedKeepsItsFile() {
    try (UnoCacheManager manager = manager(null)) {
      UnoCache<String, String> users = open(manager);
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      users.put("key", "value");
      assertThat(users.get("key")).isEqualTo("value");
      assertThat(hasThreads()).isTrue();
    }
  }

  @Test
  void whileItIsNotCollectedTheNextOneIsToldWhoHasTheFile() {
    try (UnoCachingProvider first = new UnoCachingProvider();
        UnoCachingProvider second = new UnoCachingProvider()) {
      EndingChild.open(first, dir.toString()).put("key", "value");
      assertThatThrownBy(() -> EndingChild.open(second, dir.toString()))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining(dir.toString())
          .hasMessageContaining("another cache manager")
          .hasMessageContaining("its application was discarded without closing it");
    }
  }
}
