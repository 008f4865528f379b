/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets Spring Boot's metrics of caches ({@code cache.gets}, {@code cache.size} and others) read
 * what regions count, instead of the beans of JMX, which have no sizes and no levels.
 */
@AutoConfiguration(
    after = UnoCacheAutoConfiguration.class,
    // of several that fit a cache, the first is asked; those there fit all JCache providers
    beforeName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.cache.CacheMetricsAutoConfiguration",
      "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration"
    })
@ConditionalOnClass(MeterBinder.class)
public class UnoCacheMetricsAutoConfiguration {
  /** Creates the configuration. */
  public UnoCacheMetricsAutoConfiguration() {}

  /** In Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.boot.actuate.metrics.cache.CacheMeterBinderProvider")
  static class OlderMetrics {
    @Bean
    org.springframework.boot.actuate.metrics.cache.CacheMeterBinderProvider<UnoSpringCache>
        unoCacheMeterBinderProvider() {
      return RegionMeters::new;
    }
  }

  /** In Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.cache.metrics.CacheMeterBinderProvider")
  static class NewerMetrics {
    @Bean
    org.springframework.boot.cache.metrics.CacheMeterBinderProvider<UnoSpringCache>
        unoCacheMeterBinderProvider() {
      return RegionMeters::new;
    }
  }
}
