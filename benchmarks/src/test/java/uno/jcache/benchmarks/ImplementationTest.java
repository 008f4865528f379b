/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that every implementation does what the table says that it was measured doing. */
class ImplementationTest {
  private static final int ENTRIES = 1000;

  private Cache<Object, Object> cache;

  static Stream<Arguments> caches() {
    return Stream.of(Implementation.values())
        .filter(implementation -> implementation != Implementation.RAW)
        .flatMap(
            implementation ->
                Arrays.stream(Expiry.values())
                    .flatMap(
                        expiry ->
                            Arrays.stream(Storage.values())
                                .map(storage -> Arguments.of(implementation, expiry, storage))));
  }

  @AfterEach
  void closeProvider() {
    if (cache != null) {
      cache.getCacheManager().getCachingProvider().close();
    }
  }

  @ParameterizedTest
  @MethodSource("caches")
  void everyEntryIsFoundAgain(Implementation implementation, Expiry expiry, Storage storage) {
    cache = implementation.createCache(storage.cacheSpec(expiry, false, 2 * ENTRIES));
    for (int i = 0; i < ENTRIES; i++) {
      cache.put(Workload.newKey(i), storage.newValue(-1));
      cache.put(Workload.newKey(i), storage.newValue(i));
    }
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(cache.get(Workload.newKey(i))).isEqualTo(storage.newValue(i));
    }
  }

  @ParameterizedTest
  @MethodSource("caches")
  void objectsAreCopiedByValueOnly(Implementation implementation, Expiry expiry, Storage storage) {
    cache = implementation.createCache(storage.cacheSpec(expiry, false, ENTRIES));
    Object value = storage.newValue(0);
    cache.put(Workload.newKey(0), value);
    if (storage == Storage.VALUE_OBJECT) {
      assertThat(cache.get(Workload.newKey(0))).isNotSameAs(cache.get(Workload.newKey(0)));
    } else if (storage == Storage.REFERENCE) {
      assertThat(cache.get(Workload.newKey(0))).isSameAs(value);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "RAW")
  void statisticsCountWhereTheyAreOn(Implementation implementation) throws JMException {
    cache = implementation.createCache(Storage.REFERENCE.cacheSpec(Expiry.ETERNAL, true, ENTRIES));
    Object value = Storage.REFERENCE.newValue(0);
    cache.put(Workload.newKey(0), value);
    assertThat(cache.get(Workload.newKey(0))).isEqualTo(value);
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> names =
        server.queryNames(new ObjectName("javax.cache:type=CacheStatistics,*"), null);
    assertThat(names).hasSize(1);
    assertThat(server.getAttribute(names.iterator().next(), "CacheHits")).isEqualTo(1L);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "RAW")
  void statisticsAreOffElsewhere(Implementation implementation) throws JMException {
    cache = implementation.createCache(Storage.REFERENCE.cacheSpec(Expiry.ETERNAL, false, ENTRIES));
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("javax.cache:type=CacheStatistics,*"), null))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "RAW")
  void theMaximumSizeIsKept(Implementation implementation) {
    cache = implementation.createCache(Storage.REFERENCE.cacheSpec(Expiry.ETERNAL, false, 100));
    Object value = Storage.REFERENCE.newValue(0);
    for (int i = 0; i < ENTRIES; i++) {
      cache.put(Workload.newKey(i), value);
    }
    // Caffeine evicts in another thread.
    await().untilAsserted(() -> assertThat(cache).hasSizeBetween(1, 100));
  }

  @Test
  void rawCaffeineGetsWhatWasPut() {
    var raw = RawBenchmark.newCache(ENTRIES);
    raw.put(Workload.newKey(0), "value");
    assertThat(raw.getIfPresent(Workload.newKey(0))).isEqualTo("value");
  }
}
