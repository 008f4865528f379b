/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.spring;

import javax.cache.CacheManager;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.InvalidAnnotationException;
import uno.jcache.annotations.Region;

/** Injects the caches of regions. */
@Configuration(proxyBeanMethods = false)
class RegionInjection {
  @Bean
  @Scope("prototype") // another one for each injection point
  <K, V> UnoCache<K, V> unoRegionCache(
      InjectionPoint point, ObjectProvider<CacheManager> managers) {
    Region region = point.getAnnotation(Region.class);
    if (region == null) {
      throw new InvalidAnnotationException(
          point.getMember() + ": a cache is injected where @Region names its region");
    }
    UnoCacheManager uno = CacheAnnotationsProcessor.manager(managers).unwrap(UnoCacheManager.class);
    if (uno.regions().byName(region.value()).isEmpty()) {
      throw new InvalidAnnotationException(
          point.getMember() + ": there is no region '" + region.value() + "'");
    }
    return uno.regions().cache(region.value());
  }
}
