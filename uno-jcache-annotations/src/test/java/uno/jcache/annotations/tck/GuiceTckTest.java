/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import javax.cache.CacheManager;
import uno.jcache.annotations.guice.CacheAnnotationsModule;

class GuiceTckTest extends TckContract {
  @Override
  TckBeans.Container start() {
    Injector injector =
        Guice.createInjector(
            new CacheAnnotationsModule(),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(CacheManager.class).toInstance(manager);
              }
            });
    return new TckBeans.Container() {
      @Override
      public Object bean(Class<?> type) {
        return injector.getInstance(type);
      }

      @Override
      public void close() {}
    };
  }
}
