/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import javax.cache.CacheManager;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;

/** In Weld, in the version that is on the class path. */
class CdiTckTest extends TckContract {
  /** Makes a bean of a manager. */
  record ManagerBean(CacheManager manager) implements Extension {
    void add(@Observes AfterBeanDiscovery event) {
      event
          .addBean()
          .addTransitiveTypeClosure(CacheManager.class)
          .scope(ApplicationScoped.class)
          .createWith(context -> manager);
    }
  }

  @Override
  TckBeans.Container start() {
    SeContainer weld =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension(), new ManagerBean(manager))
            .addBeanClasses(BEANS)
            .initialize();
    return new TckBeans.Container() {
      @Override
      public Object bean(Class<?> type) {
        return weld.select(type).get();
      }

      @Override
      public void close() {
        weld.close();
      }
    };
  }
}
