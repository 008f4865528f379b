/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.levels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.HeapBytesProvider;

/** How often a store outside the heap is asked: each time may be a way through the network. */
@Tag("own-providers")
class FarReadsTest {
  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();

  /** A level in front or not, statistics or not, and a policy. */
  static Stream<Arguments> kinds() {
    Duration minute = Duration.ONE_MINUTE;
    return Stream.of(
            EternalExpiryPolicy.factoryOf(),
            CreatedExpiryPolicy.factoryOf(minute),
            AccessedExpiryPolicy.factoryOf(minute))
        .flatMap(
            policy ->
                Stream.of(
                    Arguments.of(false, false, policy),
                    Arguments.of(false, true, policy),
                    Arguments.of(true, false, policy),
                    Arguments.of(true, true, policy)));
  }

  private UnoConfiguration<String, String> configuration(
      boolean near, boolean statistics, Factory<ExpiryPolicy> policy) {
    UnoConfiguration<String, String> configuration =
        new UnoConfiguration<String, String>()
            .setProvider("heap-bytes")
            .setTicker(clock)
            .setExpiryPolicyFactory(policy)
            .setStatisticsEnabled(statistics);
    return near ? configuration.setNear(CacheLevel.of("memory")) : configuration;
  }

  private static long reads(Runnable action) {
    HeapByteStore store = HeapBytesProvider.storeOf("test");
    long before = store.reads();
    action.run();
    return store.reads() - before;
  }

  @MethodSource("kinds")
  @ParameterizedTest
  void aMissIsOneRead(boolean near, boolean statistics, Factory<ExpiryPolicy> policy) {
    UnoCache<String, String> cache = caches.create(configuration(near, statistics, policy));
    cache.put("other", "v", java.time.Duration.ofMinutes(1)); // so that entries may be dead
    assertThat(reads(() -> assertThat(cache.get("none")).isNull())).isEqualTo(1);
    assertThat(reads(() -> assertThat(cache.getAll(Set.of("a", "b"))).isEmpty())).isEqualTo(2);
    if (statistics) {
      assertThat(Caches.statistics(cache).getCacheMisses()).isEqualTo(3);
    }
  }

  @MethodSource("kinds")
  @ParameterizedTest
  void aDeadEntryIsAMissAndEndsOnce(
      boolean near, boolean statistics, Factory<ExpiryPolicy> policy) {
    Events<String, String> events = new Events<>();
    UnoCache<String, String> cache =
        caches.create(
            configuration(near, statistics, policy)
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    cache.put("k", "v", java.time.Duration.ofMinutes(1));
    events.drain();
    clock.advance(60_000);
    assertThat(cache.get("k")).isNull();
    assertThat(events.drain()).containsExactly("EXPIRED k: v -> v");
    assertThat(reads(() -> assertThat(cache.get("k")).isNull())).isEqualTo(1);
    assertThat(events.seen()).isEmpty();
    if (statistics) {
      assertThat(Caches.statistics(cache).getCacheMisses()).isEqualTo(2);
      assertThat(Caches.statistics(cache).getCacheGets()).isEqualTo(2);
    }
  }
}
