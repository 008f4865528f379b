/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import javax.cache.CacheManager;
import uno.jcache.annotations.guice.CacheAnnotationsModule;

class GuiceTest extends ContainerContract {
  @Override
  <T> T start(Class<T> wanted, Class<?>... others) {
    return Guice.createInjector(
            new CacheAnnotationsModule(),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(CacheManager.class).toInstance(manager);
                bind(wanted);
                for (Class<?> other : others) {
                  bind(other);
                }
              }
            })
        .getInstance(wanted);
  }

  @Override
  void stop() {}
}
