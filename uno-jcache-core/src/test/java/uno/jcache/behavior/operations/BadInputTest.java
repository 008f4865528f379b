/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.behavior.Caches;

/** Nulls and wrong types: the exception of the standard, and a cache that goes on as before. */
@SuppressWarnings("NullAway") // nulls are the point
@Tag("own-providers")
class BadInputTest {
  /** A use of a cache with something wrong. */
  interface Use extends Consumer<UnoCache<String, String>> {}

  @RegisterExtension final Caches caches = new Caches();
  private UnoCache<String, String> cache;

  @BeforeEach
  void makeACache() {
    cache =
        caches.create(Caches.<String, String>byReference().setTypes(String.class, String.class));
    cache.put("k", "v");
  }

  private void assertUnharmed() {
    assertThat(cache).hasSize(1);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  private static Named<Use> named(String name, Use use) {
    return Named.of(name, use);
  }

  private static Set<String> withNull(String... keys) {
    Set<String> set = new HashSet<>(Arrays.asList(keys));
    set.add(null);
    return set;
  }

  private static Map<String, String> map(String key, String value) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("good", "v");
    map.put(key, value);
    return map;
  }

  static Stream<Named<Use>> nulls() {
    return Stream.of(
        named("get", c -> c.get(null)),
        named("getAll of null", c -> c.getAll(null)),
        named("getAll", c -> c.getAll(withNull("k"))),
        named("containsKey", c -> c.containsKey(null)),
        named("loadAll of null", c -> c.loadAll(null, true, null)),
        named("loadAll", c -> c.loadAll(withNull("k"), true, null)),
        named("put a null key", c -> c.put(null, "v")),
        named("put a null value", c -> c.put("k", null)),
        named("getAndPut a null key", c -> c.getAndPut(null, "v")),
        named("getAndPut a null value", c -> c.getAndPut("k", null)),
        named("putAll of null", c -> c.putAll(null)),
        named("putAll a null key", c -> c.putAll(map(null, "v"))),
        named("putAll a null value", c -> c.putAll(map("k", null))),
        named("putIfAbsent a null key", c -> c.putIfAbsent(null, "v")),
        named("putIfAbsent a null value", c -> c.putIfAbsent("new", null)),
        named("remove", c -> c.remove(null)),
        named("remove a null key with a value", c -> c.remove(null, "v")),
        named("remove a null value", c -> c.remove("k", null)),
        named("getAndRemove", c -> c.getAndRemove(null)),
        named("replace a null key", c -> c.replace(null, "v")),
        named("replace by null", c -> c.replace("k", null)),
        named("replace an expected null", c -> c.replace("k", null, "w")),
        named("replace an expected value by null", c -> c.replace("k", "v", null)),
        named("getAndReplace a null key", c -> c.getAndReplace(null, "v")),
        named("getAndReplace by null", c -> c.getAndReplace("k", null)),
        named("removeAll of null", c -> c.removeAll(null)),
        named("removeAll", c -> c.removeAll(withNull("k"))),
        named("invoke a null key", c -> c.invoke(null, (entry, arguments) -> null)),
        named("invoke a null processor", c -> c.invoke("k", null)),
        named("invokeAll of null", c -> c.invokeAll(null, (entry, arguments) -> null)),
        named("invokeAll", c -> c.invokeAll(withNull("k"), (entry, arguments) -> null)),
        named("invokeAll a null processor", c -> c.invokeAll(Set.of("k"), null)),
        named("register null", c -> c.registerCacheEntryListener(null)),
        named("deregister null", c -> c.deregisterCacheEntryListener(null)));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void aNullIsRefusedAndNothingHappens(Use use) {
    assertThatThrownBy(() -> use.accept(cache)).isInstanceOf(NullPointerException.class);
    assertUnharmed();
  }

  @SuppressWarnings("unchecked")
  private static UnoCache<Object, Object> raw(UnoCache<String, String> cache) {
    return (UnoCache<Object, Object>) (UnoCache<?, ?>) cache;
  }

  static Stream<Named<Use>> wrongTypes() {
    return Stream.of(
        named("put a key", c -> raw(c).put(1, "v")),
        named("put a value", c -> raw(c).put("k", 1)),
        named("getAndPut", c -> raw(c).getAndPut("k", 1)),
        named("putIfAbsent", c -> raw(c).putIfAbsent("new", 1)),
        named("putAll a value", c -> raw(c).putAll(new LinkedHashMap<>(Map.of("a", "v", "b", 1)))),
        named("putAll a key", c -> raw(c).putAll(new HashMap<>(Map.of("a", "v", 1, "v")))),
        named("replace", c -> raw(c).replace("k", 1)),
        named("replace an expected value", c -> raw(c).replace("k", "v", 1)),
        named("getAndReplace", c -> raw(c).getAndReplace("k", 1)),
        named("invoke", c -> raw(c).invoke(1, (entry, arguments) -> null)));
  }

  @ParameterizedTest
  @MethodSource("wrongTypes")
  void aWrongTypeIsRefusedByNameAndNothingHappens(Use use) {
    assertThatThrownBy(() -> use.accept(cache))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining("java.lang.Integer")
        .hasMessageContaining("java.lang.String");
    assertUnharmed();
  }

  @Test
  void aWrongTypeIsNotFound() {
    assertThat(raw(cache).get(1)).isNull();
    assertThat(raw(cache).containsKey(1)).isFalse();
    assertThat(raw(cache).remove(1)).isFalse();
    assertThat(raw(cache).getAll(Set.of(1, "k"))).containsOnlyKeys("k");
    assertUnharmed();
  }

  @Test
  void aManagerRefusesNulls() {
    UnoCacheManager manager = caches.manager();
    assertThatThrownBy(() -> manager.createCache(null, new MutableConfiguration<>()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.createCache("new", null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.getCache(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.getCache("test", null, String.class))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.getCache("test", String.class, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.destroyCache(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.enableManagement(null, true))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> manager.enableStatistics(null, true))
        .isInstanceOf(NullPointerException.class);
    assertUnharmed();
  }

  @Test
  void switchingOnWhatIsNotThereSaysSo() {
    assertThatThrownBy(() -> caches.manager().enableStatistics("unknown", true))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'unknown'");
  }

  @Test
  void anIteratorThatIsMisusedSaysSo() {
    var entries = cache.iterator();
    assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
    entries.next();
    assertThatThrownBy(entries::next).isInstanceOf(java.util.NoSuchElementException.class);
    entries.remove();
    assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
    assertThat(cache).isEmpty();
  }
}
