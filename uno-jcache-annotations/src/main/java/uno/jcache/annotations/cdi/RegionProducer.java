/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.InvalidAnnotationException;
import uno.jcache.annotations.Region;

/** Produces the caches of regions. Only used where Uno JCache is. */
@Singleton
class RegionProducer {
  private final CacheAnnotationsExtension extension;

  @Inject
  RegionProducer(CacheAnnotationsExtension extension) {
    this.extension = extension;
  }

  @Produces
  @Dependent
  @SuppressWarnings("UnnecessaryQualifier") // in CDI, it has an effect at a producer
  @Region("")
  <K, V> UnoCache<K, V> cache(InjectionPoint point) {
    return manager(extension).regions().cache(region(point).orElseThrow());
  }

  static UnoCacheManager manager(CacheAnnotationsExtension extension) {
    return extension.manager().unwrap(UnoCacheManager.class);
  }

  /** Checks that there is the region that an injection point names. */
  static void requireRegion(CacheAnnotationsExtension extension, InjectionPoint point) {
    String region = region(point).orElseThrow();
    if (manager(extension).regions().byName(region).isEmpty()) {
      throw new InvalidAnnotationException(
          point.getMember() + ": there is no region '" + region + "'");
    }
  }

  /** Returns the name of the region that is to be injected, if one is. */
  static Optional<String> region(InjectionPoint point) {
    return point.getQualifiers().stream()
        .filter(Region.class::isInstance)
        .map(qualifier -> ((Region) qualifier).value())
        .findFirst();
  }
}
