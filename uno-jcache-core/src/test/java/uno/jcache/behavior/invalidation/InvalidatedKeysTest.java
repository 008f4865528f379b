/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;

/** Invalidation of keys that the caller names. */
class InvalidatedKeysTest {
  @RegisterExtension final Caches caches = new Caches();

  @Test
  void aKeyIsNoPattern() {
    UnoCache<String, String> cache = caches.create(Caches.<String, String>byReference());
    cache.putAll(Map.of("user:*", "1", "user:1", "2"));
    assertThat(cache.invalidate("user:*")).isTrue();
    assertThat(cache.invalidate("user:*")).isFalse();
    assertThat(cache.keys()).containsExactly("user:1");
  }

  @Test
  void severalAreCounted() {
    UnoCache<Integer, String> cache = caches.create(Caches.<Integer, String>byReference());
    cache.putAll(Map.of(1, "a", 2, "b", 3, "c"));
    assertThat(cache.invalidateAll(Set.of(1, 2, 4))).isEqualTo(2);
    assertThat(cache.invalidateAll(Set.of())).isZero();
    assertThat(cache.keys()).containsExactly(3);
  }

  @Test
  void noWriterIsAskedAndListenersAreTold() {
    List<Object> deleted = new ArrayList<>();
    List<Object> removed = new ArrayList<>();
    CacheEntryRemovedListener<String, String> listener =
        events -> events.forEach(event -> removed.add(event.getKey()));
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setWriteThrough(true)
                .setCacheWriterFactory(new SingletonFactory<>(new Deletions(deleted)))
                .addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(
                        new SingletonFactory<>(listener), null, false, true)));
    cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
    assertThat(cache.invalidate("a")).isTrue();
    assertThat(cache.invalidateAll(Set.of("b", "none"))).isEqualTo(1);
    assertThat(deleted).isEmpty();
    assertThat(removed).containsExactlyInAnyOrder("a", "b");
  }

  private record Deletions(List<Object> deleted) implements CacheWriter<String, String> {
    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {}

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
      entries.clear();
    }

    @Override
    public void delete(Object key) {
      deleted.add(key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      deleted.addAll(keys);
      keys.clear();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // it is what is tested
  void badInputChangesNothing() {
    UnoCache<String, String> cache = caches.create(Caches.<String, String>byReference());
    cache.put("a", "1");
    assertThatThrownBy(() -> cache.invalidate(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> cache.invalidateAll(null)).isInstanceOf(NullPointerException.class);
    assertThat(cache.keys()).containsExactly("a");
    cache.close();
    assertThatThrownBy(() -> cache.invalidate("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.touch("a", java.time.Duration.ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.asMap().get("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cache::stats).isInstanceOf(IllegalStateException.class);
  }
}
