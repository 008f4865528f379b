/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import jakarta.inject.Inject;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.guice.CacheAnnotationsModule;
import uno.jcache.annotations.guice.UnoCacheModule;

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

  /** An object in which caches are injected. */
  static class Injected {
    @Inject
    @Region("users")
    private Cache<Long, String> users;

    private final UnoCache<Long, String> byConstructor;

    @Inject
    Injected(@Region("users") UnoCache<Long, String> byConstructor, UnoCacheManager manager) {
      this.byConstructor = byConstructor;
      assertThat(manager.regions().byName("users")).isPresent();
    }

    String use() {
      users.put(1L, "one");
      return byConstructor.get(1L) + byConstructor.getName();
    }
  }

  @Test
  void cachesAreInjected() {
    UnoCacheModule module =
        new UnoCacheModule(manager).bindRegion("users", Long.class, String.class);
    assertThat(Guice.createInjector(module).getInstance(Injected.class).use())
        .isEqualTo("oneusers");
  }

  @Test
  void aRegionThatDoesNotExistIsNotBound() {
    UnoCacheModule module =
        new UnoCacheModule(manager).bindRegion("user", Long.class, String.class);
    assertThatThrownBy(() -> Guice.createInjector(module))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("There is no region 'user'");
  }
}
