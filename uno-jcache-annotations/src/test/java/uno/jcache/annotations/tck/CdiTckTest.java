/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.annotations.ManagerProducer;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;

/** In Weld, in the version that is on the class path. */
@Tag("container")
class CdiTckTest extends TckContract {
  @Test
  void theVersionIsTheExpectedOne() {
    assertThat(
            SeContainerInitializer.newInstance().getClass().getPackage().getImplementationVersion())
        .startsWith(System.getProperty("expected.weld"));
  }

  @Override
  TckBeans.Container start() {
    ManagerProducer.produce(manager);
    SeContainer weld =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension())
            .addBeanClasses(ManagerProducer.class)
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
