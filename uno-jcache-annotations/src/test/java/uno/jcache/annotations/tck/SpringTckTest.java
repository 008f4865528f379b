/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.SpringVersion;
import uno.jcache.UnoConfiguration;

/** Spring's own support of the standard's annotations, on our caches. */
@Tag("container")
class SpringTckTest extends TckContract {
  /** Enables caching, as applications do. */
  @EnableCaching(proxyTargetClass = true)
  static class Configuration {}

  @Test
  void theVersionIsTheExpectedOne() {
    assertThat(SpringVersion.getVersion()).isEqualTo(System.getProperty("expected.spring"));
  }

  @Override
  TckBeans.Container start() {
    createCaches();
    AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
    spring.register(Configuration.class);
    spring.register(BEANS);
    spring.registerBean(JCacheCacheManager.class, () -> new JCacheCacheManager(manager));
    spring.refresh();
    return new TckBeans.Container() {
      @Override
      public Object bean(Class<?> type) {
        return spring.getBean(type);
      }

      @Override
      public void close() {
        spring.close();
      }
    };
  }

  /** Creates the caches, which Spring does not do. */
  private void createCaches() {
    for (String name :
        new String[] {
          "blogManager",
          "blgMngr",
          "manager.UsingDefaultCacheNameBlogManagerImpl.getEntryCached(java.lang.String)"
        }) {
      var unused = manager.createCache(name, new UnoConfiguration<>());
    }
  }
}
