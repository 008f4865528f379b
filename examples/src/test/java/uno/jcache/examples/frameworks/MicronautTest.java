/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.cache.SyncCache;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/** Micronaut Cache takes the caches of a manager that is a bean. */
class MicronautTest {
  @Test
  void itsCachesAreOurs() {
    try (UnoCachingProvider provider = new UnoCachingProvider();
        ApplicationContext micronaut = ApplicationContext.builder().build()) {
      UnoCacheManager manager = provider.getCacheManager();
      var unused = manager.regions().create("books", Map.of("max-size", 10));
      micronaut.registerSingleton(CacheManager.class, manager);
      micronaut.start();
      @SuppressWarnings("unchecked") // the only kind of cache manager
      io.micronaut.cache.CacheManager<Object> caches =
          micronaut.getBean(io.micronaut.cache.CacheManager.class);
      SyncCache<Object> books = caches.getCache("books");
      assertThat(books.get("isbn", String.class, () -> "title")).isEqualTo("title");
      assertThat(books.get("isbn", String.class)).contains("title");
      assertThat(books.putIfAbsent("isbn", "other")).contains("title");
      assertThat(manager.regions().cache("books").get("isbn")).isEqualTo("title");
      books.invalidate("isbn");
      assertThat(books.get("isbn", String.class)).isEmpty();
    }
  }
}
