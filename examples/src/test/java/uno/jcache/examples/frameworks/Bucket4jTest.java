/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCachingProvider;
import uno.jcache.redis.RedisProcess;

/** A bucket of tokens in a cache grants exactly its tokens. */
class Bucket4jTest {
  private static final int TOKENS = 200;
  private static final int THREADS = 8;

  /** Returns the bucket, as an application of its own has it. */
  private Bucket bucket(UnoCachingProvider provider, Properties settings) {
    Cache<String, byte[]> cache =
        provider
            .getCacheManager(URI.create("buckets"), getClass().getClassLoader(), settings)
            .createCache("buckets", new MutableConfiguration<String, byte[]>());
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(TOKENS).refillIntervally(TOKENS, Duration.ofDays(1)))
            .build();
    return Bucket4jJCache.entryProcessorBasedBuilder(cache)
        .build()
        .getProxy("visitor", () -> configuration);
  }

  private static int consume(Bucket bucket) {
    int consumed = 0;
    for (int i = 0; i < TOKENS; i++) {
      consumed += bucket.tryConsume(1) ? 1 : 0;
    }
    return consumed;
  }

  /** Returns how many tokens threads get, each of which takes one of the buckets. */
  private static int consumeAll(List<Bucket> buckets) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Bucket bucket = buckets.get(i % buckets.size());
        threads.add(executor.submit(() -> consume(bucket)));
      }
      int all = 0;
      for (Future<Integer> each : threads) {
        all += each.get();
      }
      return all;
    } finally {
      var unused = executor.shutdownNow();
    }
  }

  @Test
  void aBucketInMemoryGrantsItsTokens() throws Exception {
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      assertThat(consumeAll(List.of(bucket(provider, new Properties())))).isEqualTo(TOKENS);
    }
  }

  @Test
  void aBucketThatApplicationsShareInRedisGrantsItsTokens() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        UnoCachingProvider one = new UnoCachingProvider();
        UnoCachingProvider other = new UnoCachingProvider()) {
      Properties settings = new Properties();
      settings.setProperty("uno-jcache.providers.far.type", "redis");
      settings.setProperty("uno-jcache.providers.far.url", redis.url());
      settings.setProperty("uno-jcache.defaults.provider", "far");
      assertThat(consumeAll(List.of(bucket(one, settings), bucket(other, settings))))
          .isEqualTo(TOKENS);
    }
  }
}
