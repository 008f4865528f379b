/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;

/** Loaders that return garbage or take what they are given apart. */
class CarelessLoadersTest {
  @RegisterExtension final Caches caches = new Caches();

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aLoadedValueOfTheWrongTypeIsRefused() {
    CacheLoader<String, Integer> loader =
        new CacheLoader<>() {
          @Override
          public Integer load(String key) {
            return (Integer) ((Object) 1);
          }

          @Override
          public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
            return (Map) Map.of("k", "no integer");
          }
        };
    UnoCache<String, Integer> cache =
        caches.create(
            Caches.<String, Integer>byReference()
                .setTypes(String.class, Integer.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader));
    assertThatThrownBy(() -> cache.getAll(Set.of("k")))
        .isInstanceOfAny(CacheException.class, ClassCastException.class)
        .hasMessageContaining("'test'");
  }

  @Test
  void aLoaderThatDrainsTheKeysItIsGivenLoadsAll() {
    CacheLoader<String, String> loader =
        new CacheLoader<>() {
          @Override
          public String load(String key) {
            return key;
          }

          @Override
          public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new LinkedHashMap<>();
            for (var it = keys.iterator(); it.hasNext(); ) {
              String key = it.next();
              loaded.put(key, key);
              try {
                it.remove();
              } catch (UnsupportedOperationException e) {
                // that is the cache's right
              }
            }
            return loaded;
          }
        };
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader));
    Set<String> keys = new LinkedHashSet<>(Set.of("a", "b"));
    assertThat(cache.getAll(keys)).hasSize(2);
    assertThat(keys).hasSize(2);
  }
}
