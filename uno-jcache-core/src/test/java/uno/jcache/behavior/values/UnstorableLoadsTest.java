/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;

/** A loader succeeds with a value that the cache cannot store: the caller gets it all the same. */
class UnstorableLoadsTest {
  @RegisterExtension final Caches caches = new Caches();

  private static CacheLoader<String, Object> loader() {
    return new CacheLoader<>() {
      @Override
      public Object load(String key) {
        return key.startsWith("bad") ? new Unserializable(key) : key;
      }

      @Override
      public Map<String, Object> loadAll(Iterable<? extends String> keys) {
        Map<String, Object> all = new HashMap<>();
        keys.forEach(key -> all.put(key, load(key)));
        return all;
      }
    };
  }

  private record Unserializable(String name) {}

  @ParameterizedTest
  @ValueSource(strings = {"memory", "heap-bytes"})
  void whatCannotBeSerializedIsReturnedAndNotKept(String provider) throws Exception {
    UnoCache<String, Object> cache =
        caches
            .manager()
            .createCache(
                "loads",
                new UnoConfiguration<String, Object>()
                    .setProvider(provider)
                    .setStatisticsEnabled(true)
                    .setReadThrough(true)
                    .setCacheLoaderFactory(UnstorableLoadsTest::loader));
    assertThat(cache.get("bad")).isEqualTo(new Unserializable("bad"));
    assertThat(errors(provider)).isEqualTo(1);
    assertThat(cache.get("bad", Unserializable::new)).isEqualTo(new Unserializable("bad"));
    assertThat(errors(provider)).isEqualTo(2);
    assertThat(cache.containsKey("bad")).isFalse();

    Map<String, Object> expected = Map.of("bad", new Unserializable("bad"), "good", "good");
    assertThat(cache.getAll(Set.of("bad", "good"))).isEqualTo(expected);
    assertThat(errors(provider)).isEqualTo(3);
    assertThat(cache.containsKey("bad")).isFalse();
    assertThat(cache.containsKey("good")).isTrue();
    assertThat(cache.getAll(Set.of("bad", "better"), keys -> loader().loadAll(keys)))
        .isEqualTo(Map.of("bad", new Unserializable("bad"), "better", "better"));
    assertThat(cache.containsKey("better")).isTrue();

    for (boolean replace : new boolean[] {false, true}) {
      CompletionListenerFuture done = new CompletionListenerFuture();
      cache.loadAll(Set.of("bad", "best"), replace, done);
      done.get();
      assertThat(cache.containsKey("bad")).isFalse();
      assertThat(cache.containsKey("best")).isTrue();
    }
    assertThat(errors(provider)).isEqualTo(6);
    assertThatThrownBy(() -> cache.put("bad", new Unserializable("bad")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("Unserializable");
  }

  private long errors(String provider) {
    return caches.manager().monitoring().providerSummary(provider).counts().errors();
  }
}
