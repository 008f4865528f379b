/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/**
 * An application of its own, in a JVM that has nothing of ours but what users get: see {@link
 * PublishedJars}. It says what it finds.
 */
final class Application {
  private Application() {}

  /** Keeps a manager open, instead of a setting. */
  static final String UNCLOSED = "unclosed";

  /** Keeps something in Redis, with settings such as url=redis://localhost. */
  public static void main(String[] arguments) {
    for (CachingProvider each : Caching.getCachingProviders()) {
      System.out.println("there is " + each.getClass().getName());
    }
    CachingProvider provider;
    try {
      provider = Caching.getCachingProvider();
      System.out.println("the only one is " + provider.getClass().getName());
    } catch (CacheException e) {
      System.out.println("none is the only one");
      provider = Caching.getCachingProvider("uno.jcache.UnoCachingProvider");
    }
    try {
      System.out.println("there is " + Class.forName("org.redisson.Redisson").getName());
    } catch (ClassNotFoundException e) {
      System.out.println("there is no Redisson");
    }
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.fallback-on-error", "false");
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    boolean closes = true;
    for (String setting : arguments) {
      if (setting.equals(UNCLOSED)) {
        closes = false;
        continue;
      }
      int end = setting.indexOf('=');
      properties.setProperty(
          "uno-jcache.providers.shared." + setting.substring(0, end), setting.substring(end + 1));
    }
    properties.setProperty("uno-jcache.providers.shared.timeout", "10s");
    properties.setProperty("uno-jcache.regions.*.provider", "shared");
    properties.setProperty("uno-jcache.regions.*.near.max-size", "10");
    CacheManager manager = provider.getCacheManager(URI.create("application"), null, properties);
    Cache<String, String> cache = manager.createCache("users", new MutableConfiguration<>());
    cache.put("key", "value");
    System.out.println("kept is " + cache.get("key"));
    if (closes) {
      manager.close();
    }
  }
}
