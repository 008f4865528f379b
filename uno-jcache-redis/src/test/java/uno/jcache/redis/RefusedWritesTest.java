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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.Together;

/** Scripts that a server refuses while it takes no writes are answered, and others after them. */
@Timeout(60)
class RefusedWritesTest {
  private static final Script<Long> APPEND =
      Script.of("append", "return redis.call('APPEND', KEYS[1], ARGV[1])", Long.class::cast);
  private static final Script<Long> SET =
      Script.of("set", "redis.call('SET', KEYS[1], ARGV[1]) return 1", Long.class::cast);

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private RedisProcess redis;
  private RedisServer server;

  @BeforeEach
  void open() {
    redis = caches.redis();
    server =
        caches.closing(
            new RedisServer("shared", RedisSettings.of("shared", Map.of("url", redis.url()))));
  }

  private void refuse(boolean refuses) {
    assertThat(redis.command("CONFIG SET min-replicas-to-write " + (refuses ? 1 : 0)))
        .isEqualTo("+OK");
  }

  private static ScriptCall<Long> run(Script<Long> script, String redisKey) {
    return new ScriptCall<>(script, List.of(redisKey), List.of("ab".getBytes(US_ASCII)));
  }

  @Test
  void severalThatAreRefusedAreAnswered() {
    for (int each = 1; each <= 3; each++) { // one of a script is another command than several
      List<ScriptCall<Long>> runs = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        runs.add(run(APPEND, "a" + i));
        runs.add(run(SET, "s" + i));
      }
      assertThat(server.runAll(runs)).hasSize(2 * each);
      refuse(true);
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> server.runAll(runs))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("NOREPLICAS");
      }
      refuse(false);
      assertThat(server.runAll(runs)).hasSize(2 * each);
    }
  }

  @Test
  void thoseThatAreGatheredAreAnsweredToo() throws Exception {
    AtomicInteger threads = new AtomicInteger();
    AtomicInteger unanswered = new AtomicInteger();
    refuse(true);
    Together.run(
        16,
        () -> {
          int thread = threads.getAndIncrement();
          for (int i = 0; i < 100; i++) {
            try {
              long unused =
                  server.run(
                      (thread % 2 == 0) ? APPEND : SET,
                      List.of("key" + thread),
                      "ab".getBytes(US_ASCII));
            } catch (StoreException e) {
              if (!String.valueOf(e.getMessage()).contains("NOREPLICAS")) {
                unanswered.incrementAndGet();
              }
            }
          }
        });
    assertThat(unanswered).hasValue(0);
    refuse(false);
    assertThat(server.run(APPEND, List.of("new"), "ab".getBytes(US_ASCII))).isEqualTo(2L);
  }
}
