/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.Together;

/** Scripts that are one to the server are done, or fail, each by itself. */
class SeveralRunsTest {
  private static final Script<Long> APPEND =
      Script.of("append", "return redis.call('APPEND', KEYS[1], ARGV[1])", Long.class::cast);
  private static final Script<Long> LENGTH =
      Script.of("length", "return redis.call('STRLEN', KEYS[1])", Long.class::cast);

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private RedisProcess redis;
  private RedisServer server;

  @BeforeEach
  void open() {
    redis = caches.redis();
    server =
        caches.closing(
            new RedisServer("shared", RedisSettings.of("shared", Map.of("url", redis.url()))));
    assertThat(redis.command("RPUSH list a")).isEqualTo(":1");
  }

  private static ScriptCall<Long> append(String redisKey) {
    return new ScriptCall<>(APPEND, List.of(redisKey), List.of("ab".getBytes(US_ASCII)));
  }

  private static ScriptCall<Long> length(String redisKey) {
    return ScriptCall.of(LENGTH, redisKey);
  }

  /** In which order they are run is not said: scripts that the server does not know come later. */
  @Test
  void theyAreAnsweredInTheirOrder() {
    assertThat(redis.command("SET there 1234567")).isEqualTo("+OK");
    List<ScriptCall<Long>> runs =
        List.of(append("a"), length("there"), append("b"), append("a"), length("none"));
    assertThat(server.runAll(runs)).isEqualTo(List.of(2L, 7L, 2L, 4L, 0L));
  }

  @Test
  void oneThatFailsConcernsNoOther() {
    List<ScriptCall<Long>> runs = List.of(append("a"), append("list"), append("b"), length("list"));
    assertThatThrownBy(() -> server.runAll(runs))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("WRONGTYPE");
    assertThat(redis.command("STRLEN a")).isEqualTo(":2");
    assertThat(redis.command("STRLEN b")).isEqualTo(":2");
    assertThat(redis.command("LLEN list")).isEqualTo(":1");
  }

  @Test
  void thoseOfManyThreadsAreGatheredAndEachHearsOfItsOwn() throws Exception {
    AtomicInteger threads = new AtomicInteger();
    Together.run(
        32,
        () -> {
          int thread = threads.getAndIncrement();
          String redisKey = (thread % 4 == 0) ? "list" : "key" + thread;
          for (int i = 1; i <= 200; i++) {
            try {
              assertThat(append(server, redisKey)).isEqualTo(2L * i);
              assertThat(redisKey).isNotEqualTo("list");
            } catch (StoreException e) {
              assertThat(redisKey).isEqualTo("list");
              assertThat(e).hasMessageContaining("WRONGTYPE");
            }
          }
        });
    List<ScriptCall<Long>> lengths = new ArrayList<>();
    for (int thread = 0; thread < 32; thread++) {
      lengths.add(length((thread % 4 == 0) ? "none" : "key" + thread));
    }
    assertThat(server.runAll(lengths))
        .isEqualTo(lengths.stream().map(run -> run.redisKey().equals("none") ? 0L : 400L).toList());
    String calls = redis.command("INFO commandstats");
    assertThat(calls).contains("cmdstat_evalsha:calls=");
    assertThat(Integer.parseInt(calls.replaceFirst("(?s).*cmdstat_evalsha:calls=(\\d+).*", "$1")))
        .isLessThan(32 * 200);
  }

  private static long append(RedisServer server, String redisKey) {
    return server.run(APPEND, List.of(redisKey), "ab".getBytes(US_ASCII));
  }
}
