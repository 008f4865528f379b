/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.expiry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Source;

/** Policies of the application's own, asked at each operation. */
class CustomExpiryPolicyTest {
  @RegisterExtension final Caches caches = new Caches();
  private final MovedClock clock = new MovedClock();
  private final List<String> asked = new ArrayList<>();

  private Supplier<@Nullable Duration> creation = () -> millis(100);
  private Supplier<@Nullable Duration> update = () -> null;
  private Supplier<@Nullable Duration> access = () -> null;

  /** Answers what the test says at that moment. */
  private final ExpiryPolicy policy =
      new ExpiryPolicy() {
        @Override
        public @Nullable Duration getExpiryForCreation() {
          asked.add("creation");
          return creation.get();
        }

        @Override
        public @Nullable Duration getExpiryForAccess() {
          asked.add("access");
          return access.get();
        }

        @Override
        public @Nullable Duration getExpiryForUpdate() {
          asked.add("update");
          return update.get();
        }
      };

  private static Duration millis(long amount) {
    return new Duration(MILLISECONDS, amount);
  }

  private UnoConfiguration<String, String> configuration() {
    return Caches.<String, String>byReference()
        .setExpiryPolicyFactory(() -> policy)
        .setTicker(clock)
        .setStatisticsEnabled(true);
  }

  private static void assertDiesAfter(
      UnoCache<String, String> cache, String key, MovedClock clock, long millis) {
    clock.advance(millis - 1);
    assertThat(cache.containsKey(key)).isTrue();
    clock.advance(1);
    assertThat(cache.containsKey(key)).isFalse();
  }

  @Test
  void thePolicyIsAskedOncePerOperation() {
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "1");
    cache.get("k");
    cache.put("k", "2");
    cache.replace("k", "no", "3");
    cache.replace("k", "2", "3");
    cache.getAndReplace("k", "4");
    cache.putAll(Map.of("k", "5"));
    cache.putIfAbsent("k", "6");
    cache.containsKey("k");
    cache.invoke("k", (entry, arguments) -> entry.getValue());
    cache.iterator().next();
    cache.remove("k");
    assertThat(asked)
        .containsExactly(
            "creation", // put
            "access", // get
            "update", // put
            "access", // replace of another value
            "update", // replace of the expected value
            "update", // getAndReplace
            "update", // putAll
            "access", // invoke
            "access"); // iterator
  }

  @Test
  void eachAnswerCountsForItsOwnOperation() {
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("a", "v");
    creation = () -> millis(50);
    cache.put("b", "v");
    assertDiesAfter(cache, "b", clock, 50);
    assertDiesAfter(cache, "a", clock, 50);
  }

  @Test
  void anUpdateMayShortenTheTime() {
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "v");
    update = () -> millis(5);
    cache.put("k", "w");
    assertDiesAfter(cache, "k", clock, 5);
  }

  @Test
  void anAccessMayShortenTheTime() {
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "v");
    access = () -> millis(5);
    cache.get("k");
    assertDiesAfter(cache, "k", clock, 5);
  }

  @Test
  void anAccessMayMakeAnEntryEternal() {
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "v");
    access = () -> Duration.ETERNAL;
    cache.get("k");
    clock.advance(1_000_000);
    assertThat(cache.containsKey("k")).isTrue();
  }

  @Test
  void aNewEntryIsEternalWhereThePolicyThrows() {
    creation =
        () -> {
          throw new IllegalStateException("policy");
        };
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "v");
    clock.advance(1_000_000);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void aNewEntryIsEternalWhereThePolicyReturnsNull() {
    creation = () -> null;
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "v");
    clock.advance(1_000_000);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void aPolicyThatThrowsOnUpdateOrAccessLeavesTheDeadline() {
    UnoCache<String, String> cache = caches.create(configuration());
    cache.put("k", "v");
    update =
        () -> {
          throw new IllegalStateException("policy");
        };
    access = update;
    clock.advance(60);
    cache.put("k", "w");
    assertThat(cache.get("k")).isEqualTo("w");
    assertDiesAfter(cache, "k", clock, 40);
  }

  @Test
  void anEntryOfNoTimeNeverComesToBe() {
    creation = () -> Duration.ZERO;
    var events = new Events<String, String>();
    UnoCache<String, String> cache =
        caches.create(configuration().addCacheEntryListenerConfiguration(Events.sync(events)));
    cache.put("k", "v");
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.get("k")).isNull();
    assertThat(cache.iterator().hasNext()).isFalse();
    assertThat(events.seen()).noneMatch(event -> event.startsWith("CREATED"));
  }

  @Test
  void anEntryOfNoTimeIsWrittenAllTheSame() {
    creation = () -> Duration.ZERO;
    var source = new Source<String, String>();
    UnoCache<String, String> cache = caches.create(source.writeThrough(configuration()));
    cache.put("k", "v");
    assertThat(source.rows).containsEntry("k", "v");
  }

  @Test
  void anUpdateToNoTimeEndsTheEntry() {
    var events = new Events<String, String>();
    UnoCache<String, String> cache =
        caches.create(configuration().addCacheEntryListenerConfiguration(Events.sync(events)));
    cache.put("k", "v");
    events.drain();
    update = () -> Duration.ZERO;
    cache.put("k", "w");
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(events.seen()).containsExactly("UPDATED k: v -> w", "EXPIRED k: w -> w");
  }

  @Test
  void anAccessThatLeavesNoTimeStillReadsTheValue() {
    var events = new Events<String, String>();
    UnoCache<String, String> cache =
        caches.create(configuration().addCacheEntryListenerConfiguration(Events.sync(events)));
    cache.put("k", "v");
    events.drain();
    access = () -> Duration.ZERO;
    assertThat(cache.get("k")).isEqualTo("v");
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.get("k")).isNull();
    assertThat(cache.get("k")).isNull();
    assertThat(events.seen()).containsExactly("EXPIRED k: v -> v");
  }
}
