/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.values;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryEvent;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.Copier;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;

/** A cache that stores by value shares no mutable object with the application. */
class ByValueTest {
  /** A way to read key {@code k}. */
  interface Read extends Function<UnoCache<String, ArrayList<String>>, List<String>> {}

  @RegisterExtension final Caches caches = new Caches();

  @SuppressWarnings("NonApiType") // keys and values are to be serializable
  private static ArrayList<String> list(String... elements) {
    return new ArrayList<>(List.of(elements));
  }

  static Stream<Named<Read>> reads() {
    return Stream.of(
        named("get", cache -> cache.get("k")),
        named("getAll", cache -> cache.getAll(Set.of("k")).get("k")),
        named("getAndPut", cache -> cache.getAndPut("k", list("v"))),
        named("getAndReplace", cache -> cache.getAndReplace("k", list("v"))),
        named("iterator", cache -> cache.iterator().next().getValue()),
        named("invoke", cache -> cache.invoke("k", (entry, arguments) -> entry.getValue())));
  }

  private static Named<Read> named(String name, Read read) {
    return Named.of(name, read);
  }

  @ParameterizedTest
  @MethodSource("reads")
  void whatIsReadMayBeChanged(Read read) {
    UnoCache<String, ArrayList<String>> cache = caches.create(Caches.byValue());
    cache.put("k", list("v"));
    List<String> value = read.apply(cache);
    assertThat(value).containsExactly("v");
    value.add("changed");
    assertThat(cache.get("k")).containsExactly("v");
  }

  @Test
  void whatWasStoredMayBeChanged() {
    UnoCache<String, ArrayList<String>> cache = caches.create(Caches.byValue());
    ArrayList<String> value = list("v");
    cache.put("put", value);
    cache.putAll(Map.of("putAll", value));
    cache.putIfAbsent("putIfAbsent", value);
    cache.invoke(
        "invoke",
        (entry, arguments) -> {
          entry.setValue(value);
          return null;
        });
    value.add("changed");
    cache.forEach(entry -> assertThat(entry.getValue()).as(entry.getKey()).containsExactly("v"));
    assertThat(cache).hasSize(4);
  }

  @Test
  void aKeyMayBeChangedAfterItWasUsed() {
    UnoCache<ArrayList<String>, String> cache = caches.create(Caches.byValue());
    ArrayList<String> key = list("k");
    cache.put(key, "v");
    key.add("changed");
    assertThat(cache.get(list("k"))).isEqualTo("v");
    assertThat(cache.containsKey(key)).isFalse();
    assertThat(cache.remove(list("k"))).isTrue();
  }

  @Test
  void whatAProcessorDoesToAValueWithoutSettingItIsLost() {
    UnoCache<String, ArrayList<String>> cache = caches.create(Caches.byValue());
    cache.put("k", list("v"));
    cache.invoke("k", (entry, arguments) -> entry.getValue().add("changed"));
    assertThat(cache.get("k")).containsExactly("v");
  }

  @Test
  void listenersSeeCopies() {
    List<List<String>> seen = new ArrayList<>();
    UnoCache<String, ArrayList<String>> cache = caches.create(Caches.byValue());
    cache.registerCacheEntryListener(
        Events.sync(
            new Events<String, ArrayList<String>>() {
              @Override
              @SuppressWarnings("NonApiType") // as the cache is of lists that can be serialized
              public void on(CacheEntryEvent<? extends String, ? extends ArrayList<String>> event) {
                event.getValue().add("changed");
                seen.add(event.getValue());
              }
            }));
    cache.put("k", list("v"));
    assertThat(cache.get("k")).containsExactly("v");
    assertThat(seen).containsExactly(list("v"));
  }

  @Test
  void valuesAreComparedByEquals() {
    UnoCache<String, ArrayList<String>> cache = caches.create(Caches.byValue());
    cache.put("k", list("v"));
    assertThat(cache.replace("k", list("w"), list("x"))).isFalse();
    assertThat(cache.replace("k", list("v"), list("x"))).isTrue();
    assertThat(cache.remove("k", list("x"))).isTrue();
  }

  @Test
  void arraysOfArraysAreCopiedToTheBottom() {
    UnoCache<String, int[][]> cache = caches.create(Caches.byValue());
    int[][] value = {{1}, {2, 3}};
    cache.put("k", value);
    value[1][0] = 99;
    int[][] read = cache.get("k");
    assertThat(read).isDeepEqualTo(new int[][] {{1}, {2, 3}});
    read[0][0] = 99;
    assertThat(cache.get("k")).isDeepEqualTo(new int[][] {{1}, {2, 3}});
  }

  @Test
  @Tag("in-heap") // keys without equals
  void bytesOfTheApplicationsAreNotTakenForOurs() {
    UnoCache<byte[], byte[]> cache = caches.create(Caches.byValue());
    byte[] key = "k".getBytes(UTF_8);
    cache.put(key, "v".getBytes(UTF_8));
    cache.forEach(
        entry -> {
          assertThat(entry.getKey()).isEqualTo(key).isNotSameAs(key);
          assertThat(entry.getValue()).isEqualTo("v".getBytes(UTF_8));
        });
    assertThat(cache).hasSize(1);
  }

  static Stream<Object> immutables() {
    return Stream.of(
        new String("text"),
        123_456,
        123_456L,
        1.5,
        'c',
        true,
        new BigInteger("12345678901234567890"),
        new BigDecimal("1.25"),
        UUID.randomUUID(),
        URI.create("http://example.org"),
        Locale.GERMANY,
        Instant.now(),
        LocalDate.of(2026, 1, 2),
        Instant.now().atZone(ZoneOffset.UTC),
        Duration.ofDays(1),
        TimeUnit.DAYS,
        String.class);
  }

  @ParameterizedTest
  @MethodSource("immutables")
  @Tag("in-heap") // identities
  void whatCannotChangeIsNotCopied(Object value) {
    UnoCache<String, Object> cache = caches.create(Caches.byValue());
    cache.put("k", value);
    assertThat(cache.get("k")).isSameAs(value);
  }

  static final class Unserializable {
    @Override
    public String toString() {
      return "unserializable";
    }
  }

  @Test
  @Tag("in-heap") // bytes are there by reference, too
  void aValueThatCannotBeSerializedIsRefusedByName() {
    UnoCache<String, Object> cache = caches.create(Caches.byValue());
    cache.put("k", "v");
    assertThatThrownBy(() -> cache.put("k", new Unserializable()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining(Unserializable.class.getName())
        .hasMessageContaining("setStoreByValue(false)");
    assertThatThrownBy(
            () -> cache.getAndReplace("k", new ArrayList<>(List.of(new Unserializable()))))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(Unserializable.class.getName());
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void aKeyThatCannotBeSerializedIsRefusedByName() {
    UnoCache<Object, Object> cache = caches.create(Caches.byValue());
    assertThatThrownBy(() -> cache.put(new Unserializable(), "v"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining(Unserializable.class.getName());
    assertThat(cache).isEmpty();
  }

  @Test
  void putAllWithOneBadValueChangesNothing() {
    var source = new Source<Integer, Object>();
    var events = new Events<Integer, Object>();
    UnoCache<Integer, Object> cache =
        caches.create(
            source
                .writeThrough(Caches.<Integer, Object>byValue())
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    Map<Integer, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      map.put(i, "v");
    }
    map.put(10, new Unserializable());
    assertThatThrownBy(() -> cache.putAll(map)).isInstanceOf(CacheException.class);
    assertThat(cache).isEmpty();
    assertThat(source.calls).isEmpty();
    assertThat(events.seen()).isEmpty();
  }

  @Test
  void aProcessorThatSetsABadValueChangesNothing() {
    var source = new Source<String, Object>();
    UnoCache<String, Object> cache = caches.create(source.writeThrough(Caches.byValue()));
    assertThatThrownBy(
            () ->
                cache.invoke(
                    "k",
                    (entry, arguments) -> {
                      entry.setValue(new Unserializable());
                      return null;
                    }))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(Unserializable.class.getName());
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(source.calls).isEmpty();
  }

  /** Cannot be read back. */
  static final class Unreadable implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() {
      throw new IllegalStateException("unreadable");
    }
  }

  @Test
  @Tag("in-heap") // what cannot be decoded is missing
  void aValueThatCannotBeReadBackNamesTheCacheAndCanBeReplaced() {
    UnoCache<String, Object> cache = caches.create(Caches.byValue());
    cache.put("k", new Unreadable());
    assertThatThrownBy(() -> cache.get("k"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasRootCauseMessage("unreadable");
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
  }

  // ---- what cannot change

  record Order(String customer, List<String> items) implements Serializable {}

  @Test
  @Tag("in-heap") // others read what they have stored
  void recordsThatCannotChangeAreNotCopied() {
    UnoCache<String, Object> cache = caches.create(Caches.byValue());
    Order order = new Order("ada", List.of("book"));
    cache.put("k", order);
    assertThat(cache.get("k")).isEqualTo(order).isSameAs(cache.get("k"));
  }

  @Test
  void recordsThatHoldWhatCanChangeAreCopied() {
    UnoCache<String, Object> cache = caches.create(Caches.byValue());
    List<String> items = new ArrayList<>(List.of("book"));
    cache.put("k", new Order("ada", items));
    items.clear();
    Order found = (Order) requireNonNull(cache.get("k"));
    found.items().add("pen");
    assertThat(cache.get("k")).isEqualTo(new Order("ada", List.of("book")));
    cache.put("other", new Order("ida", List.of("ink")));
    assertThat(cache.get("other")).isEqualTo(new Order("ida", List.of("ink")));
    assertThat(cache.get("k")).isNotSameAs(cache.get("k"));
  }

  /** Has a field that is not final, although nothing changes it. */
  static final class Lazy implements Serializable {
    private static final long serialVersionUID = 1L;
    private int hash;

    int hash() {
      hash = 1;
      return hash;
    }
  }

  @Test
  @Tag("in-heap") // others read what they have stored
  void declaredClassesAreNotCopied() {
    UnoConfiguration<String, Object> declared = Caches.byValue();
    UnoCache<String, Object> cache =
        caches.create(declared.setImmutableClasses(Lazy.class.getName()));
    Lazy lazy = new Lazy();
    cache.put("k", lazy);
    assertThat(cache.get("k")).isSameAs(lazy);
  }

  // ---- copiers

  /** A value that only a copier can copy. */
  static final class Box {
    String content;

    Box(String content) {
      this.content = content;
    }
  }

  private static final class BoxCopier implements Copier {
    @Override
    @SuppressWarnings("unchecked")
    public <T> T copy(T original) {
      return (T) new Box(((Box) original).content);
    }
  }

  @Test
  @Tag("in-heap") // a codec copies
  void aCopierCopiesWhatIsNotSerializable() {
    UnoCache<String, Box> cache =
        caches.create(Caches.<String, Box>byValue().setCopier(new BoxCopier()));
    var box = new Box("v");
    cache.put("k", box);
    box.content = "changed";
    Box read = cache.get("k");
    assertThat(read.content).isEqualTo("v");
    read.content = "changed";
    assertThat(cache.get("k").content).isEqualTo("v");
  }

  @Test
  @Tag("in-heap") // a codec copies
  void aCopierThatFailsFailsTheOperationAndChangesNothing() {
    var copier =
        new Copier() {
          @Override
          public <T> T copy(T original) {
            throw new IllegalStateException("copier");
          }
        };
    UnoCache<String, Box> cache = caches.create(Caches.<String, Box>byValue().setCopier(copier));
    assertThatThrownBy(() -> cache.put("k", new Box("v")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining(Box.class.getName())
        .hasRootCauseMessage("copier");
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  @Tag("in-heap") // a codec copies
  void aCopierThatReturnsNullIsRefused() {
    var copier =
        new Copier() {
          @Override
          @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a careless copier
          public <T> T copy(T original) {
            return null;
          }
        };
    UnoCache<String, Box> cache = caches.create(Caches.<String, Box>byValue().setCopier(copier));
    assertThatThrownBy(() -> cache.put("k", new Box("v")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("null");
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  @Tag("in-heap") // identities
  void byReferenceTheVeryObjectsAreShared() {
    UnoCache<ArrayList<String>, Box> cache =
        caches.create(Caches.<ArrayList<String>, Box>byReference().setCopier(new BoxCopier()));
    var key = list("k");
    var box = new Box("v");
    cache.put(key, box);
    assertThat(cache.get(list("k"))).isSameAs(box);
    assertThat(cache.getAll(Set.of(key)).get(key)).isSameAs(box);
    assertThat(cache.iterator().next().getKey()).isSameAs(key);
    assertThat(cache.<Box>invoke(key, (entry, arguments) -> entry.getValue())).isSameAs(box);
    Map<ArrayList<String>, Box> other = new HashMap<>(Map.of(key, new Box("w")));
    cache.putAll(other);
    assertThat(cache.getAndRemove(key)).isSameAs(other.get(key));
  }
}
