/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.behavior.Caches;

/** A cache as a map. */
class MapViewTest {
  @RegisterExtension final Caches caches = new Caches();

  private UnoCache<String, Integer> cache() {
    return caches.create(Caches.<String, Integer>byReference());
  }

  @Test
  void itIsTheCache() {
    UnoCache<String, Integer> cache = cache();
    ConcurrentMap<String, Integer> map = cache.asMap();
    assertThat(map.put("a", 1)).isNull();
    assertThat(map.put("a", 2)).isEqualTo(1);
    assertThat(cache.get("a")).isEqualTo(2);
    cache.put("b", 3);
    assertThat(map).containsEntry("b", 3).hasSize(2).isEqualTo(Map.of("a", 2, "b", 3));
    assertThat(map.getOrDefault("none", 7)).isEqualTo(7);
    assertThat(map.keySet()).containsExactlyInAnyOrder("a", "b");
    assertThat(map.values()).containsExactlyInAnyOrder(2, 3);
    assertThat(map.remove("a")).isEqualTo(2);
    assertThat(map.remove("b", 4)).isFalse();
    assertThat(map.remove("b", 3)).isTrue();
    assertThat(map).isEmpty();
    map.putAll(Map.of("c", 1, "d", 2));
    map.clear();
    assertThat(cache).isEmpty();
  }

  @Test
  void itReplacesAndPutsWhatIsAbsent() {
    ConcurrentMap<String, Integer> map = cache().asMap();
    assertThat(map.putIfAbsent("a", 1)).isNull();
    assertThat(map.putIfAbsent("a", 2)).isEqualTo(1);
    assertThat(map.replace("none", 1)).isNull();
    assertThat(map.replace("a", 3)).isEqualTo(1);
    assertThat(map.replace("a", 1, 4)).isFalse();
    assertThat(map.replace("a", 3, 4)).isTrue();
    map.replaceAll((key, value) -> value + 1);
    assertThat(map).isEqualTo(Map.of("a", 5));
  }

  @Test
  void itComputes() {
    UnoCache<String, Integer> cache = cache();
    ConcurrentMap<String, Integer> map = cache.asMap();
    assertThat(map.computeIfAbsent("a", String::length)).isEqualTo(1);
    assertThat(map.computeIfAbsent("a", key -> 9)).isEqualTo(1);
    assertThat(map.computeIfAbsent("none", key -> null)).isNull();
    assertThat(map.computeIfPresent("a", (key, value) -> value + 1)).isEqualTo(2);
    assertThat(map.computeIfPresent("none", (key, value) -> value + 1)).isNull();
    assertThat(map.compute("a", (key, value) -> null)).isNull();
    assertThat(cache.containsKey("a")).isFalse();
    assertThat(map.merge("a", 5, Integer::sum)).isEqualTo(5);
    assertThat(map.merge("a", 5, Integer::sum)).isEqualTo(10);
    assertThat(map.merge("a", 5, (old, value) -> null)).isNull();
    assertThat(cache).isEmpty();
  }

  @Test
  void whatAFunctionThrowsIsThrownAndNothingChanges() {
    UnoCache<String, Integer> cache = cache();
    cache.put("a", 1);
    assertThatThrownBy(
            () ->
                cache
                    .asMap()
                    .compute(
                        "a",
                        (key, value) -> {
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    assertThat(cache.get("a")).isEqualTo(1);
  }

  @Test
  void computingIsAtomic() {
    UnoCache<String, Integer> cache = cache();
    List<CompletableFuture<?>> all = new ArrayList<>();
    IntStream.range(0, 4)
        .forEach(
            thread ->
                all.add(
                    CompletableFuture.runAsync(
                        () ->
                            IntStream.range(0, 50)
                                .forEach(i -> cache.asMap().merge("n", 1, Integer::sum)))));
    all.forEach(CompletableFuture::join);
    assertThat(cache.get("n")).isEqualTo(200);
  }

  @Test
  void itsEntriesChangeTheCache() {
    UnoCache<String, Integer> cache = cache();
    cache.putAll(Map.of("a", 1, "b", 2));
    for (Map.Entry<String, Integer> entry : cache.asMap().entrySet()) {
      entry.setValue(entry.getValue() * 10);
    }
    assertThat(new HashMap<>(cache.asMap())).isEqualTo(Map.of("a", 10, "b", 20));
    Iterator<Map.Entry<String, Integer>> entries = cache.asMap().entrySet().iterator();
    entries.next();
    entries.remove();
    assertThat(cache.asMap()).hasSize(1);
    cache.asMap().keySet().clear();
    assertThat(cache).isEmpty();
  }
}
