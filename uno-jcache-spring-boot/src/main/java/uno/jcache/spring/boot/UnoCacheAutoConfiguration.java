/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import javax.cache.CacheManager;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.annotations.spring.EnableCacheAnnotations;

/**
 * Makes beans of a manager of Uno JCache, and of Spring's view of it, which {@code @Cacheable}
 * uses. Methods with {@link uno.jcache.annotations.Cached} and {@link
 * uno.jcache.annotations.InvalidateCache} cache as well.
 *
 * <p>The properties {@code uno-jcache.*} of the environment, such as those in {@code
 * application.yml}, are the settings of the configuration file, under the same names. A file {@code
 * uno-jcache.conf} on the class path is read as always; {@code spring.cache.jcache.config} names
 * another one. Without a file, regions count what they do, and keep values by reference where they
 * are in memory, as Spring's other caches do; {@code uno-jcache.monitoring.enabled} and {@code
 * uno-jcache.defaults.store-by-value} say otherwise.
 *
 * <p>A cache that is not configured is created when it is first used, as {@code defaults} say;
 * {@code spring.cache.cache-names} restricts them to these, and to the configured ones.
 *
 * <p>It stands back for an application that has a {@link CacheManager}, or Spring's, of its own, or
 * chooses another {@code spring.cache.type} than {@code jcache}.
 */
@AutoConfiguration(
    beforeName = {
      "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration",
      "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration"
    })
@ConditionalOnProperty(name = "spring.cache.type", havingValue = "jcache", matchIfMissing = true)
@EnableCacheAnnotations
public class UnoCacheAutoConfiguration implements BeanClassLoaderAware {
  private static final String MONITORING = "uno-jcache.monitoring.enabled";
  private static final String BY_VALUE = "uno-jcache.defaults.store-by-value";
  private static final String PROVIDER = "uno-jcache.defaults.provider";
  private static final String USUAL_FILE = "uno-jcache.conf";
  private static final String FILE = "spring.cache.jcache.config";
  private static final String NAMES = "spring.cache.cache-names";

  private ClassLoader classLoader = UnoCacheAutoConfiguration.class.getClassLoader();

  /** Creates the configuration. */
  public UnoCacheAutoConfiguration() {}

  @Override
  public void setBeanClassLoader(ClassLoader loader) {
    classLoader = loader;
  }

  /** Returns the manager, whose provider is its own, so that contexts do not disturb each other. */
  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean(CacheManager.class)
  UnoCacheManager unoCacheManager(Environment environment, ResourceLoader resources)
      throws IOException {
    Properties settings = EnvironmentSettings.of(environment);
    if (!environment.containsProperty(FILE) && classLoader.getResource(USUAL_FILE) == null) {
      settings.putIfAbsent(MONITORING, "true");
      if (!settings.containsKey(PROVIDER)) { // one outside the heap needs values that it can encode
        settings.putIfAbsent(BY_VALUE, "false");
      }
    }
    UnoCachingProvider provider = new UnoCachingProvider();
    return provider.getCacheManager(uri(provider, environment, resources), classLoader, settings);
  }

  private static URI uri(
      UnoCachingProvider provider, Environment environment, ResourceLoader resources)
      throws IOException {
    String file = environment.getProperty(FILE);
    if (file == null) {
      return provider.getDefaultURI();
    }
    Resource resource = resources.getResource(file);
    if (!resource.exists()) {
      throw new IllegalArgumentException(FILE + " = " + file + ": there is no such file");
    }
    return resource.getURI();
  }

  /** Returns Spring's view of the manager. */
  @Bean
  @ConditionalOnMissingBean(org.springframework.cache.CacheManager.class)
  org.springframework.cache.CacheManager cacheManager(
      CacheManager manager, Environment environment) {
    String names = environment.getProperty(NAMES, "");
    return new UnoSpringCacheManager(
        manager.unwrap(UnoCacheManager.class), StringUtils.commaDelimitedListToSet(names));
  }
}
