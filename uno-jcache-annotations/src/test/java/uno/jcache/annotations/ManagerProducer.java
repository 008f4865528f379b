/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/** A bean of CDI that produces the manager which a test sets. */
public class ManagerProducer {
  private static @Nullable CacheManager manager;

  /** Sets the manager. */
  public static void produce(CacheManager produced) {
    manager = produced;
  }

  /** Returns the manager. */
  @Produces
  @ApplicationScoped
  public CacheManager manager() {
    return requireNonNull(manager);
  }
}
