/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.configuration.CachingConfiguration;
import uno.jcache.region.RegionSettings;
import uno.jcache.spi.HeapByteStore.Failing;
import uno.jcache.spi.HeapBytesProvider;
import uno.jcache.spi.StoreException;

/** Caches whose store keeps bytes. */
@Tag("own-providers")
class BytesTest {
  @RegisterExtension final Caches caches = new Caches();

  private static <K, V> UnoConfiguration<K, V> bytes() {
    return new UnoConfiguration<K, V>().setProvider("heap-bytes").setMaximumSize(1_000);
  }

  record Point(int x, int y) {}

  record User(String name, List<String> tags) implements Serializable {}

  @Test
  void eachReaderHasAnObjectOfItsOwn() {
    UnoCache<Point, List<String>> cache = caches.create(bytes());
    List<String> value = new ArrayList<>(List.of("a"));
    cache.put(new Point(1, 2), value);
    value.add("b");
    List<String> read = cache.get(new Point(1, 2));
    assertThat(read).containsExactly("a");
    read.add("c");
    assertThat(cache.get(new Point(1, 2))).containsExactly("a");
    assertThat(cache.getAndPut(new Point(1, 2), List.of("d"))).containsExactly("a");
    assertThat(cache.remove(new Point(1, 2), List.of("d"))).isTrue();
    assertThat(cache.containsKey(new Point(1, 2))).isFalse();
  }

  @Test
  void byReferenceCopiesAsWell() {
    UnoCache<String, User> cache =
        caches.create(BytesTest.<String, User>bytes().setStoreByValue(false));
    User user = new User("n", List.of());
    cache.put("key", user);
    assertThat(cache.get("key")).isEqualTo(user).isNotSameAs(user);
  }

  @Test
  void processorsIteratorsAndMapsWork() {
    UnoCache<String, Integer> cache = caches.create(bytes());
    cache.putAll(Map.of("a", 1, "b", 2));
    Integer old =
        cache.invoke(
            "a",
            (entry, arguments) -> {
              Integer was = entry.getValue();
              entry.setValue(was + 10);
              return was;
            });
    assertThat(old).isEqualTo(1);
    Map<String, Integer> found = new HashMap<>();
    for (Cache.Entry<String, Integer> entry : cache) {
      found.put(entry.getKey(), entry.getValue());
    }
    assertThat(found).isEqualTo(Map.of("a", 11, "b", 2));
  }

  @Test
  void historySurvivesInBytes() {
    UnoCache<String, User> cache =
        caches.create(BytesTest.<String, User>bytes().setMetadataRecorded(true));
    cache.put("key", new User("n", List.of()));
    cache.put("key", new User("m", List.of()));
    assertThat(cache.metadata("key").orElseThrow().version()).hasValue(2);
    assertThat(cache.metadata("key").orElseThrow().createdAt()).isPresent();
  }

  @Test
  void concurrentProcessorsLoseNothing() throws Exception {
    UnoCache<String, Integer> cache = caches.create(bytes());
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                for (int i = 0; i < 500; i++) {
                  cache.invoke(
                      "key",
                      (entry, arguments) -> {
                        entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                        return null;
                      });
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(cache.get("key")).isEqualTo(2_000);
  }

  /** Creates a cache whose entries outlive its manager. */
  private UnoCache<String, Object> shared(String share, String allowed) {
    return shared(share, allowed, "");
  }

  private UnoCache<String, Object> shared(String share, String allowed, String keyPrefix) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.kept.type", "heap-bytes");
    properties.setProperty("uno-jcache.providers.kept.share", share);
    if (!allowed.isEmpty()) {
      properties.setProperty("uno-jcache.defaults.allowed-classes", allowed);
    }
    if (!keyPrefix.isEmpty()) {
      properties.setProperty("uno-jcache.key-prefix", keyPrefix);
    }
    return caches
        .provider()
        .getCacheManager(java.net.URI.create("shared-" + UUID.randomUUID()), null, properties)
        .createCache("shared", new UnoConfiguration<String, Object>().setProvider("kept"));
  }

  @Test
  void afterARestartWhatIsNotDeclaredIsMissing() {
    String share = UUID.randomUUID().toString();
    UnoCache<String, Object> before = shared(share, "");
    before.put("text", "value");
    before.put("user", new User("n", List.of()));
    assertThat(before.get("user")).isEqualTo(new User("n", List.of()));

    assertThat(shared(share, "uno.jcache.*").get("user")).isEqualTo(new User("n", List.of()));
    UnoCache<String, Object> after = shared(share, "");
    assertThat(after.get("text")).isEqualTo("value");
    assertThat(after.containsKey("user")).isFalse();
    assertThat(after.get("user")).isNull();
    assertThat(after.putIfAbsent("user", "other")).isTrue();
  }

  @Test
  void applicationsWithPrefixesOfTheirOwnShareAStoreButNoEntries() {
    String share = UUID.randomUUID().toString();
    shared(share, "", "shop").put("key", "of the shop");
    assertThat(shared(share, "", "shop").get("key")).isEqualTo("of the shop");
    UnoCache<String, Object> blog = shared(share, "", "blog");
    assertThat(blog.containsKey("key")).isFalse();
    assertThat(shared(share, "").containsKey("key")).isFalse();

    UnoCacheManager manager = requireNonNull(blog.getCacheManager());
    CachingConfiguration configuration = manager.configuration();
    configuration.update(settings -> settings.withKeyPrefix("shop"));
    assertThat(blog.containsKey("key")).as("of a region from before").isFalse();
    manager.destroyCache("shared");
    assertThat(
            manager
                .createCache("shared", new UnoConfiguration<String, Object>().setProvider("kept"))
                .get("key"))
        .isEqualTo("of the shop");
  }

  @Test
  void aRegionHasThePrefixOfTheChangeThatCreatesIt() {
    String share = UUID.randomUUID().toString();
    shared(share, "", "shop").put("key", "of the shop");
    UnoCacheManager manager = requireNonNull(shared(share, "", "blog").getCacheManager());
    manager.destroyCache("shared");
    manager
        .configuration()
        .update(
            settings ->
                settings
                    .withKeyPrefix("shop")
                    .withRegion("shared", RegionSettings.of().withProvider("kept")));
    assertThat(manager.regions().cache("shared").get("key")).isEqualTo("of the shop");
  }

  @Test
  void fallsBackAsIsConfiguredNow() {
    UnoCache<String, String> cache = caches.manager().createCache("failing-bytes", bytes());
    cache.put("key", "old");
    HeapBytesProvider.storeOf("failing-bytes").fail(Failing.BEFORE);
    cache.put("key", "new");
    assertThat(cache.get("key")).isNull();
    caches.manager().configuration().update(settings -> settings.withFallbackOnError(false));
    assertThatThrownBy(() -> cache.get("key")).isInstanceOf(StoreException.class);
    HeapBytesProvider.storeOf("failing-bytes").fail(Failing.NOT);
    assertThat(cache.get("key")).isNull();
    cache.put("key", "newer");
    assertThat(cache.get("key")).isEqualTo("newer");
  }

  @Test
  void whatCannotBeEncodedChangesNothing() {
    UnoCache<String, Object> cache = caches.create(bytes());
    cache.put("key", "old");
    assertThatThrownBy(() -> cache.put("key", new Object()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("java.lang.Object");
    assertThat(cache.get("key")).isEqualTo("old");
  }

  @Test
  void whatWasRemovedWhileTheStoreFailedDoesNotComeBack() {
    UnoCache<String, String> cache = caches.manager().createCache("failing-scans", bytes());
    cache.put("key", "old");
    HeapBytesProvider.storeOf("failing-scans").fail(Failing.BEFORE);
    cache.removeAll();
    HeapBytesProvider.storeOf("failing-scans").fail(Failing.NOT);
    assertThat(cache.get("key")).isNull();

    cache.put("key", "old");
    HeapBytesProvider.storeOf("failing-scans").fail(Failing.BEFORE);
    assertThat(cache.invalidateMatching("k*")).isZero();
    HeapBytesProvider.storeOf("failing-scans").fail(Failing.NOT);
    assertThat(cache.get("key")).isNull();

    cache.put("key", "kept");
    HeapBytesProvider.storeOf("failing-scans").fail(Failing.BEFORE);
    assertThat(cache.iterator().hasNext()).isFalse();
    HeapBytesProvider.storeOf("failing-scans").fail(Failing.NOT);
    assertThat(cache.get("key")).isEqualTo("kept"); // a look removes nothing
  }

  @Test
  void aCacheIsDestroyedThoughItsStoreFails() {
    UnoCacheManager manager = caches.manager();
    UnoCache<String, String> cache = manager.createCache("failing-end", bytes());
    manager.configuration().update(settings -> settings.withFallbackOnError(false));
    HeapBytesProvider.storeOf("failing-end").fail(Failing.BEFORE);
    assertThatThrownBy(() -> manager.destroyCache("failing-end"))
        .isInstanceOf(StoreException.class);
    assertThat(cache.isClosed()).isTrue();
    assertThat(manager.getCacheNames()).isEmpty();
  }

  @Test
  void aProviderThatFailsIsTakenOutAndBroughtBack() {
    UnoCacheManager manager = caches.manager();
    UnoCache<String, String> cache = manager.createCache("failing-out", bytes());
    cache.put("key", "old");
    manager.configuration().update(settings -> settings.withFallbackOnError(false));
    HeapBytesProvider.storeOf("failing-out").fail(Failing.BEFORE);
    assertThatThrownBy(() -> manager.providers().deactivate("heap-bytes"))
        .isInstanceOf(StoreException.class);
    cache.put("key", "lost");
    assertThat(cache.get("key")).isNull();
    HeapBytesProvider.storeOf("failing-out").fail(Failing.NOT);
    assertThat(manager.providers().activate("heap-bytes").active()).isTrue();
    assertThat(cache.get("key")).isNull();
    cache.put("key", "new");
    assertThat(cache.get("key")).isEqualTo("new");
  }

  @Test
  void bytesCannotBeWeighed() {
    assertThatThrownBy(
            () ->
                caches.create(
                    BytesTest.<String, String>bytes().setMaximumWeight(10, (key, value) -> 1)))
        .hasMessageContaining("maximumBytes");
  }
}
