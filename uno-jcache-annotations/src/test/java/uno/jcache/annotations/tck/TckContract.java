/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.jsr107.tck.annotation.InterceptionCacheNameOnEachMethodTest;
import org.jsr107.tck.annotation.InterceptionUsingCacheConfigTest;
import org.jsr107.tck.annotation.InterceptionUsingDefaultCacheNameTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/**
 * The tests of the official TCK for annotations, in one container. They pass where no container can
 * be loaded, since the TCK ignores them then; so this also shows that they fail in a broken one.
 */
abstract class TckContract {
  private static final int TESTS = 12;

  protected static final Class<?>[] BEANS = {
    CacheNameOnEachMethodBlogManagerImpl.class,
    ClassLevelCacheConfigBlogManagerImpl.class,
    UsingDefaultCacheNameBlogManagerImpl.class
  };

  protected UnoCachingProvider provider = new UnoCachingProvider();
  protected UnoCacheManager manager =
      provider.getCacheManager(URI.create("tck"), getClass().getClassLoader());

  /** Starts the container with the beans of the TCK, whose caches are those of the manager. */
  abstract TckBeans.Container start();

  @BeforeEach
  void unset() {
    TckBeans.use(null);
  }

  @AfterEach
  void close() {
    TckBeans.use(null);
    provider.close();
  }

  private static Result run() {
    return JUnitCore.runClasses(
        InterceptionCacheNameOnEachMethodTest.class,
        InterceptionUsingCacheConfigTest.class,
        InterceptionUsingDefaultCacheNameTest.class);
  }

  @Test
  void theTckPasses() {
    try (TckBeans.Container container = start()) {
      TckBeans.use(container);
      Result result = run();
      assertThat(result.getFailures()).isEmpty();
      assertThat(result.getRunCount()).isEqualTo(TESTS);
      assertThat(result.getIgnoreCount()).isZero();
      assertThat(manager.getCacheNames()).contains("blogManager", "blgMngr");
    }
  }

  @Test
  void theTckFailsInABrokenContainer() {
    try (TckBeans.Container container = start()) {
      TckBeans.use(
          new TckBeans.Container() {
            @Override
            public Object bean(Class<?> type) {
              throw new IllegalStateException("broken: " + container);
            }

            @Override
            public void close() {}
          });
      assertThat(run().getFailureCount()).isEqualTo(TESTS);
    }
  }

  @Test
  void theTckFailsWithoutCaching() {
    TckBeans.use(
        new TckBeans.Container() {
          @Override
          public Object bean(Class<?> type) {
            try {
              return type.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void close() {}
        });
    assertThat(run().getFailureCount()).isPositive();
  }
}
