/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.annotations.spring.EnableCacheAnnotations;

@Tag("container")
@SuppressWarnings("UnnecessaryQualifier") // Error Prone does not know how Spring injects
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

  /** A bean in which caches are injected. */
  static class Injected {
    @Autowired
    @Region("users")
    private Cache<Long, String> users;

    private final UnoCache<Long, String> byConstructor;

    Injected(@Region("users") UnoCache<Long, String> byConstructor) {
      this.byConstructor = byConstructor;
    }

    String use() {
      users.put(1L, "one");
      return byConstructor.get(1L) + byConstructor.getName();
    }
  }

  @Test
  void cachesAreInjected() {
    assertThat(start(Injected.class).use()).isEqualTo("oneusers");
  }

  /** A bean that wants a region which is not there. */
  static class Misled {
    Misled(@Region("user") Cache<Long, String> users) {
      assertThat(users).isNull();
    }
  }

  @Test
  void aRegionThatDoesNotExistIsNotInjected() {
    assertThatThrownBy(() -> start(Misled.class))
        .hasStackTraceContaining("there is no region 'user'");
  }
}
