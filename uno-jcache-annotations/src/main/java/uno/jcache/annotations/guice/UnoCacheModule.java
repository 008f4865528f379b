/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.google.inject.util.Types;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;

/**
 * Binds a manager, and the caches of its regions, and makes annotated methods cache.
 *
 * <pre>{@code
 * Guice.createInjector(new UnoCacheModule(manager).bindRegion("users", Long.class, User.class));
 *
 * @Inject @Region("users") Cache<Long, User> users;
 * }</pre>
 */
public final class UnoCacheModule extends AbstractModule {
  private final UnoCacheManager manager;
  private final List<BoundRegion> regions = new ArrayList<>();

  /** A region, and the types of its keys and values. */
  private record BoundRegion(String name, Type keys, Type values) {}

  /**
   * Creates the module.
   *
   * @param manager which the application closes
   */
  public UnoCacheModule(UnoCacheManager manager) {
    this.manager = requireNonNull(manager, "manager");
  }

  /**
   * Binds the cache of a region, as {@code Cache} and as {@code UnoCache}.
   *
   * @param name of a region that exists when the injector is created
   * @param keys the type of keys, which is not checked
   * @param values the type of values, which is not checked
   * @return this module
   */
  public UnoCacheModule bindRegion(String name, Type keys, Type values) {
    regions.add(new BoundRegion(name, keys, values));
    return this;
  }

  @Override
  protected void configure() {
    install(new CacheAnnotationsModule());
    bind(CacheManager.class).toInstance(manager);
    bind(UnoCacheManager.class).toInstance(manager);
    for (BoundRegion region : regions) {
      if (manager.regions().byName(region.name()).isEmpty()) {
        addError("There is no region '%s'", region.name());
      } else {
        bind(region, Cache.class);
        bind(region, UnoCache.class);
      }
    }
  }

  @SuppressWarnings("unchecked") // the key's type is that of the cache
  private void bind(BoundRegion region, Class<?> cache) {
    Type type = Types.newParameterizedType(cache, region.keys(), region.values());
    Key<Object> key =
        (Key<Object>) Key.get(TypeLiteral.get(type), new RegionLiteral(region.name()));
    bind(key).toProvider(() -> manager.regions().cache(region.name()));
  }
}
