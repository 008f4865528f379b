/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import java.util.Objects;
import javax.cache.annotation.BeanProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives the beans of a container to the TCK, which finds this class as a service. The container is
 * set and started after that: if it failed to start here, the TCK would ignore all its tests.
 */
public final class TckBeans implements BeanProvider {
  /** The container under test. */
  interface Container extends AutoCloseable {
    /** Returns a bean. */
    Object bean(Class<?> type);

    @Override
    void close();
  }

  private static @Nullable Container container;

  /** Creates the service. */
  public TckBeans() {}

  static void use(@Nullable Container used) {
    container = used;
  }

  @Override
  @SuppressWarnings("unchecked") // a proxy has the interface only, and the TCK does with that
  public <T> T getBeanByType(Class<T> type) {
    return (T) Objects.requireNonNull(container, "no container").bean(type);
  }
}
