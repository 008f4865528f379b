/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import uno.jcache.UnoConfiguration;
import uno.jcache.annotations.spring.EnableCacheAnnotations;

@Tag("container")
class SpringTest extends ContainerContract {
  private @Nullable AnnotationConfigApplicationContext context;

  /** Enables both kinds of annotations, as applications do. */
  @EnableCaching(proxyTargetClass = true)
  @EnableCacheAnnotations
  static class Configuration {}

  @Override
  <T> T start(Class<T> wanted, Class<?>... others) {
    AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
    context = spring;
    spring.registerBean(CacheManager.class, () -> manager);
    spring.registerBean(JCacheCacheManager.class, () -> new JCacheCacheManager(manager));
    spring.register(Configuration.class, wanted);
    if (others.length > 0) {
      spring.register(others);
    }
    spring.refresh();
    return spring.getBean(wanted);
  }

  @Override
  void createStandardCache() {
    var unused = manager.createCache("standard", new UnoConfiguration<>());
  }

  @Override
  void stop() {
    if (context != null) {
      context.close();
    }
  }
}
