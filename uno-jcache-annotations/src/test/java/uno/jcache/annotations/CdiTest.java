/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;

@Tag("container")
class CdiTest extends ContainerContract {
  private @Nullable SeContainer container;

  @Override
  <T> T start(Class<T> wanted, Class<?>... others) {
    ManagerProducer.produce(manager);
    SeContainer started =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension())
            .addBeanClasses(ManagerProducer.class)
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

  /** A bean in which caches are injected. */
  @ApplicationScoped
  public static class Injected {
    @Inject
    @Region("users")
    private Cache<Long, String> users;

    private final UnoCache<Long, String> byConstructor;

    /** Creates the bean. */
    @Inject
    public Injected(@Region("users") UnoCache<Long, String> byConstructor) {
      this.byConstructor = byConstructor;
    }

    /** For the container's proxy. */
    protected Injected() {
      throw new UnsupportedOperationException();
    }

    /** Uses them. */
    public String use() {
      users.put(1L, "one");
      return byConstructor.get(1L) + byConstructor.getName();
    }
  }

  @Test
  void cachesAreInjected() {
    assertThat(start(Injected.class).use()).isEqualTo("oneusers");
  }

  /** A bean that wants a region which is not there. */
  public static class Misled {
    @Inject
    @Region("user")
    private Cache<Long, String> users;

    Cache<Long, String> users() {
      return users;
    }
  }

  @Test
  void aRegionThatDoesNotExistIsNotInjected() {
    assertThatThrownBy(() -> start(Misled.class))
        .hasStackTraceContaining("Misled.users: there is no region 'user'");
  }

  /** A bean that says nothing of a manager. */
  public static class ManagerBeanless {}

  @Test
  void withoutAManagerOfTheApplicationTheDefaultOneIsABean() {
    try (SeContainer plain =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension())
            .addBeanClasses(ManagerBeanless.class)
            .initialize()) {
      assertThat(plain.select(CacheManager.class).get())
          .isSameAs(Caching.getCachingProvider().getCacheManager())
          .isSameAs(plain.select(UnoCacheManager.class).get());
    }
  }
}
