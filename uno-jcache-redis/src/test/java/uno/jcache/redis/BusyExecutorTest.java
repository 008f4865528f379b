/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;

/** An executor that has no thread free does not make callers do what is for the background. */
@Timeout(60)
class BusyExecutorTest {
  private static final Pattern SCANS = Pattern.compile("cmdstat_scan:calls=(\\d+)");

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private static long scans(RedisProcess redis) {
    Matcher calls = SCANS.matcher(redis.command("INFO commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Test
  void clearDoesNotLookForWhatItClearedInTheCaller() {
    RedisProcess redis = caches.redis();
    CountDownLatch free = new CountDownLatch(1);
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            new ThreadPoolExecutor.AbortPolicy());
    caches.closing((AutoCloseable) executor::shutdownNow);
    UnoCache<String, String> cache =
        caches
            .manager(redis.url(), Map.of("timeout", "10s"))
            .createCache(
                "users",
                new UnoConfiguration<String, String>().setProvider("shared").setExecutor(executor));
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      entries.put("key" + i, "value");
    }
    cache.putAll(entries);
    executor.execute(
        () -> {
          try {
            free.await();
          } catch (InterruptedException e) {
            // the test is over
          }
        });
    assertThat(executor.getActiveCount()).isEqualTo(1);
    cache.clear();
    assertThat(scans(redis)).isZero();
    assertThat(cache.get("key1")).isNull();
    free.countDown();
    await().until(() -> scans(redis) > 0);
    await().until(() -> redis.command("DBSIZE").matches(":[0-3]")); // and the region's own keys
  }
}
