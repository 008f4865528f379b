/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;

/** Values that are loaded again before they expire, in the background. */
@Timeout(60)
class RefreshAheadTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final UnoCachingProvider provider = new UnoCachingProvider();
  private final UnoCacheManager manager =
      provider.getCacheManager(URI.create("ahead-" + UUID.randomUUID()), null, null);
  private final UnoCache<Object, Object> cache =
      manager.createCache("users", new UnoConfiguration<>());

  /** A value is due a millisecond after it was loaded. */
  private final RefreshAhead refresh = new RefreshAhead(HOUR, HOUR.minusMillis(1));

  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void close() {
    provider.close();
  }

  private void put(Object value) {
    cache.put("k", value, HOUR);
    refresh.loaded("k");
  }

  private void readUntilLoading() {
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              refresh.ifDue(cache, "k", this::slowly);
              return loading.getCount() == 0;
            });
  }

  private @Nullable Object slowly(Object key) {
    loads.incrementAndGet();
    loading.countDown();
    try {
      assertThat(go.await(20, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return "old";
  }

  @Test
  void callersGetThePresentValueWhileOneThreadLoads() {
    put("old");
    readUntilLoading();
    for (int i = 0; i < 100; i++) {
      refresh.ifDue(cache, "k", this::slowly);
      assertThat(cache.get("k")).isEqualTo("old");
    }
    assertThat(loads).hasValue(1);
    go.countDown();
  }

  @Test
  void whatOthersPutMeanwhileStands() {
    put("old");
    readUntilLoading();
    cache.invalidate("k");
    assertThat(cache.get("k", key -> "new")).isEqualTo("new");
    go.countDown();
    AtomicInteger again = new AtomicInteger();
    await()
        .until( // another load begins only when the first has ended
            () -> {
              refresh.ifDue(
                  cache,
                  "k",
                  key -> {
                    again.incrementAndGet();
                    return cache.get(key);
                  });
              return again.get() > 0;
            });
    assertThat(cache.get("k")).isEqualTo("new");
  }

  @Test
  void aFailureLeavesTheValueAndIsTriedAgain() {
    put("old");
    Instant end = cache.metadata("k").flatMap(EntryMetadata::expiresAt).orElseThrow();
    await()
        .until(
            () -> {
              refresh.ifDue(
                  cache,
                  "k",
                  key -> {
                    loads.incrementAndGet();
                    throw new IllegalStateException("no database");
                  });
              return loads.get() == 2;
            });
    assertThat(cache.get("k")).isEqualTo("old");
    assertThat(cache.metadata("k").flatMap(EntryMetadata::expiresAt)).contains(end);
    await()
        .until(
            () -> {
              refresh.ifDue(cache, "k", key -> "new");
              return "new".equals(cache.get("k"));
            });
  }

  @Test
  void aValueThatIsNoLongerThereIsRemoved() {
    put("old");
    await()
        .until(
            () -> {
              refresh.ifDue(cache, "k", key -> null);
              return !cache.containsKey("k");
            });
  }

  @Test
  void aValueOfAnotherProcessIsDueByItsDeadline() {
    cache.put("k", "long", HOUR);
    RefreshAhead late = new RefreshAhead(HOUR, Duration.ofMinutes(1));
    cache.put("soon", "short", Duration.ofSeconds(30));
    await()
        .until(
            () -> {
              late.ifDue(cache, "k", key -> loads.incrementAndGet());
              late.ifDue(cache, "soon", key -> "new");
              return "new".equals(cache.get("soon"));
            });
    assertThat(loads).hasValue(0);
  }
}
