/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.util.Map;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import uno.jcache.UnoCacheManager;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheRegion;

/**
 * Adds the caches to {@code /actuator/health} and {@code /actuator/info}. An application whose
 * caches may be away is up nevertheless: {@code management.health.uno-jcache.enabled = false}.
 */
@AutoConfiguration(after = UnoCacheAutoConfiguration.class)
@ConditionalOnBean(UnoCacheManager.class)
public class UnoCacheHealthAutoConfiguration {
  /** Creates the configuration. */
  public UnoCacheHealthAutoConfiguration() {}

  /** In Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class OlderHealth {
    @Bean
    @ConditionalOnProperty(name = "management.health.uno-jcache.enabled", matchIfMissing = true)
    org.springframework.boot.actuate.health.HealthIndicator unoJcacheHealthIndicator(
        UnoCacheManager manager) {
      return () -> {
        CacheHealth health = CacheHealth.of(manager);
        return (health.isUp()
                ? org.springframework.boot.actuate.health.Health.up()
                : org.springframework.boot.actuate.health.Health.down())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** In Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class NewerHealth {
    @Bean
    @ConditionalOnProperty(name = "management.health.uno-jcache.enabled", matchIfMissing = true)
    org.springframework.boot.health.contributor.HealthIndicator unoJcacheHealthIndicator(
        UnoCacheManager manager) {
      return () -> {
        CacheHealth health = CacheHealth.of(manager);
        return (health.isUp()
                ? org.springframework.boot.health.contributor.Health.up()
                : org.springframework.boot.health.contributor.Health.down())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** In both. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(InfoContributor.class)
  static class Info {
    @Bean
    InfoContributor unoJcacheInfoContributor(UnoCacheManager manager) {
      return info ->
          info.withDetail(
              "uno-jcache",
              Map.of(
                  "providers",
                  manager.providers().list().stream().map(CacheProvider::name).toList(),
                  "regions",
                  manager.regions().list().stream().map(CacheRegion::name).toList()));
    }
  }
}
