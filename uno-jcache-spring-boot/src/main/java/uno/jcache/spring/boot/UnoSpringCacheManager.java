/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.jcache.JCacheCache;
import org.springframework.cache.jcache.JCacheCacheManager;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Spring's view of a manager. */
final class UnoSpringCacheManager extends JCacheCacheManager {
  private final UnoCacheManager manager;
  private final Set<String> names;

  /**
   * Creates the view.
   *
   * @param names the caches that are created beside the configured ones; if empty, each that is
   *     asked for
   */
  UnoSpringCacheManager(UnoCacheManager manager, Set<String> names) {
    super(manager);
    this.manager = manager;
    this.names = names;
  }

  @Override
  public void afterPropertiesSet() {
    names.forEach(this::createIfMissing);
    super.afterPropertiesSet();
  }

  @Override
  protected @Nullable Cache getMissingCache(String name) {
    if (names.isEmpty()) {
      createIfMissing(name);
    }
    return super.getMissingCache(name);
  }

  private void createIfMissing(String name) {
    if (manager.getCache(name) == null) {
      try {
        var unused = manager.createCache(name, new UnoConfiguration<Object, Object>());
      } catch (CacheException e) {
        if (manager.getCache(name) == null) { // else another thread was faster
          throw e;
        }
      }
    }
  }

  @Override
  protected Cache decorateCache(Cache cache) {
    return (cache instanceof JCacheCache found)
        ? new UnoSpringCache(manager, found.getNativeCache(), isAllowNullValues())
        : cache;
  }
}
