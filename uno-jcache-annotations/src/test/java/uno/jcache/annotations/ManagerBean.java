/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import javax.cache.CacheManager;

/** Makes a bean of CDI of a manager. */
public record ManagerBean(CacheManager manager) implements Extension {
  void add(@Observes AfterBeanDiscovery event) {
    event
        .addBean()
        .addTransitiveTypeClosure(CacheManager.class)
        .scope(ApplicationScoped.class)
        .createWith(context -> manager);
  }
}
