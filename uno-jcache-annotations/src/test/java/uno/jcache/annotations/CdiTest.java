/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;

@Tag("container")
class CdiTest extends ContainerContract {
  private @Nullable SeContainer container;

  @Override
  <T> T start(Class<T> wanted, Class<?>... others) {
    SeContainer started =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension(), new ManagerBean(manager))
            .addBeanClasses(wanted)
            .addBeanClasses(others)
            .initialize();
    container = started;
    return started.select(wanted).get();
  }

  @Override
  void stop() {
    if (container != null) {
      container.close();
    }
  }
}
