/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.monitoring.ReadProfile.HotKey;
import uno.jcache.monitoring.ReadProfile.SizeEstimate;

/** What is known of the reads of a region: its hot keys, and what a larger limit would bring. */
@Tag("own-providers")
class ReadProfileTest {
  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();
  private final Random random = new Random(1);

  private UnoCache<Integer, String> cache(String name, long maximumSize) {
    caches.manager().monitoring().enable();
    return caches
        .manager()
        .createCache(
            name,
            new UnoConfiguration<Integer, String>()
                .setStoreByValue(false)
                .setTicker(clock)
                .setExecutor(Runnable::run)
                .setMaximumSize(maximumSize)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.SECONDS, 60))));
  }

  private ReadProfile profile(String name) {
    return caches.manager().monitoring().readProfile(name);
  }

  /** A key of a million, of which the small ones are the most popular. */
  private int popular() {
    return (int) Math.exp(random.nextDouble() * Math.log(1_000_000));
  }

  private double hitRatioOf(String name, long maximumSize) {
    UnoCache<Integer, String> cache = cache(name, maximumSize);
    for (int i = 0; i < 300_000; i++) {
      String unused = cache.get(popular(), key -> "v");
    }
    return caches.manager().monitoring().regionSummary(name).hitRatio();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 10_000})
  void theHitRatiosOfLargerLimitsAreEstimated(int size) {
    double now = hitRatioOf("small", size);
    List<SizeEstimate> sizes = profile("small").sizes();
    assertThat(sizes)
        .extracting(SizeEstimate::maximumSize)
        .containsExactly(2L * size, 4L * size, 8L * size);
    for (SizeEstimate estimate : sizes) {
      double actual = hitRatioOf("with " + estimate.maximumSize(), estimate.maximumSize());
      assertThat(estimate.hitRatio())
          .as("of " + estimate.maximumSize() + " after " + now)
          .isBetween(actual - 0.1, actual + 0.03)
          .isGreaterThan(now + (actual - now) / 3);
    }
  }

  @Test
  void whatExpiresWouldNotStayInALargerRegionEither() {
    UnoCache<Integer, String> cache = cache("short", 1_000);
    for (int i = 0; i < 100_000; i++) {
      String unused = cache.get(i % 500, key -> "v");
      if (i % 500 == 499) {
        clock.advance(60_000);
      }
    }
    assertThat(profile("short").sizes()).as("nothing was evicted").isEmpty();
    for (int i = 1_000; i < 3_000; i++) { // a few evictions
      cache.put(i, "v");
    }
    double now = caches.manager().monitoring().regionSummary("short").hitRatio();
    assertThat(profile("short").sizes())
        .allSatisfy(each -> assertThat(each.hitRatio()).isCloseTo(now, within(0.05)));
  }

  @Test
  void hotKeysAreNamed() {
    UnoCache<Integer, String> cache = cache("hot", 1_000);
    for (int i = 0; i < 100_000; i++) {
      String unused = cache.get((i % 4 == 0) ? 7 : random.nextInt(1_000), key -> "v");
    }
    List<HotKey> hot = profile("hot").hotKeys();
    assertThat(hot).extracting(HotKey::key).containsExactly("7");
    assertThat(hot.get(0).share()).isCloseTo(0.25, within(0.06));
  }

  @Test
  void keysThatAreReadTogetherAreSampledToo() {
    UnoCache<Integer, String> cache = cache("together", 1_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(cache.getAll(Set.of(5))).isEmpty();
    }
    assertThat(profile("together").hotKeys()).extracting(HotKey::key).containsExactly("5");
  }

  /** A key whose text fails. */
  private record Mute(int id) {
    @Override
    public String toString() {
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void keysWithoutATextOrWithALongOneDoNotHarm() {
    UnoCache<Object, String> cache =
        caches
            .manager()
            .createCache("odd", new UnoConfiguration<Object, String>().setStoreByValue(false));
    caches.manager().monitoring().enable();
    String text = "x".repeat(100_000);
    assertThat(cache.get(new Mute(1))).isNull();
    assertThat(cache.get(text)).isNull();
    assertThat(profile("odd").hotKeys())
        .singleElement()
        .satisfies(hot -> assertThat(hot.key()).startsWith("xxx").hasSizeLessThan(300));
  }

  @Test
  void aKeyThatWasHotIsForgotten() {
    UnoCache<Integer, String> cache = cache("past", 1_000);
    for (int key : List.of(1, 2)) {
      for (int i = 0; i < 8_000_000; i++) {
        String unused = cache.get(key);
      }
    }
    assertThat(profile("past").hotKeys().get(0).key()).isEqualTo("2");
  }

  @Test
  @Tag("in-heap") // weights
  void aRegionThatDoesNotCountHasNoProfile() {
    UnoCache<Integer, String> silent =
        caches
            .manager()
            .createCache(
                "silent",
                new UnoConfiguration<Integer, String>().setMaximumWeight(10, (key, value) -> 1));
    Stream.of(1, 2, 3).forEach(silent::get);
    assertThat(profile("silent").hotKeys()).isEmpty();
    assertThat(profile("silent").sizes()).isEmpty();
  }
}
