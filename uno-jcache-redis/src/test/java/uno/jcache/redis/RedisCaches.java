/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import javax.cache.Caching;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Makes servers, and caches in them, for one test, and closes all after it. */
final class RedisCaches implements AfterEachCallback {
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Starts a server. */
  RedisProcess redis(String... options) {
    return closing(RedisProcess.start(options));
  }

  /** Closes something after the test. */
  <T extends AutoCloseable> T closing(T opening) {
    opened.add(opening);
    return opening;
  }

  /** Returns a manager with a provider named shared. */
  UnoCacheManager manager(String url, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    if (!url.isEmpty()) {
      properties.setProperty("uno-jcache.providers.shared.url", url);
    }
    settings.forEach(
        (name, value) -> properties.setProperty("uno-jcache.providers.shared." + name, value));
    return closing(
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("redis-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class));
  }

  /** Returns the cache named users of a manager of its own. */
  UnoCache<String, String> users(String url, Map<String, String> settings) {
    return users(manager(url, settings));
  }

  /** Returns the cache named users. */
  static UnoCache<String, String> users(UnoCacheManager manager) {
    return manager.createCache(
        "users",
        new UnoConfiguration<String, String>().setProvider("shared").setStatisticsEnabled(true));
  }

  /** Makes what fails fail for the application, too. */
  static void strict(UnoCache<?, ?> cache) {
    manager(cache).configuration().update(settings -> settings.withFallbackOnError(false));
  }

  static UnoCacheManager manager(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager());
  }

  /** Returns how many errors were counted. */
  static long errors(UnoCache<?, ?> cache) {
    return manager(cache).monitoring().providerSummary("shared").counts().errors();
  }

  /** Returns what is said of the health of the provider; nothing if it is well. */
  static String illness(UnoCache<?, ?> cache) {
    return Objects.requireNonNullElse(manager(cache).providers().health("shared").error(), "");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }
}
