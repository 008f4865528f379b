/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;

/** In Weld, in the version that is on the class path. */
@Tag("container")
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

  @Test
  void theVersionIsTheExpectedOne() {
    assertThat(
            SeContainerInitializer.newInstance().getClass().getPackage().getImplementationVersion())
        .startsWith(System.getProperty("expected.weld"));
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
