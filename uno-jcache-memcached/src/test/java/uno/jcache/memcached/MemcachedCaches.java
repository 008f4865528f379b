/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import javax.cache.Caching;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Starts servers, and opens caches on them, for one test, and closes all after it. */
final class MemcachedCaches implements AfterEachCallback {
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Starts a server. */
  MemcachedProcess server(String... options) {
    MemcachedProcess server = MemcachedProcess.start(options);
    opened.add(server);
    return server;
  }

  /** Returns a manager with a provider named shared. */
  UnoCacheManager manager(String servers, String timeout) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "memcached");
    properties.setProperty("uno-jcache.providers.shared.servers", servers);
    properties.setProperty("uno-jcache.providers.shared.timeout", timeout);
    UnoCacheManager manager =
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("memcached-" + UUID.randomUUID()), null, properties)
            .unwrap(UnoCacheManager.class);
    opened.add(manager);
    return manager;
  }

  /** Returns the cache named users of a manager of its own, with a near cache or not. */
  UnoCache<String, String> users(String servers, String timeout, boolean near) {
    UnoConfiguration<String, String> configuration =
        new UnoConfiguration<String, String>().setProvider("shared").setStatisticsEnabled(true);
    if (near) {
      configuration.setNear(CacheLevel.of("memory"));
    }
    return manager(servers, timeout).createCache("users", configuration);
  }

  static UnoCacheManager manager(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }
}
