/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.misc.RedisURI;

class RedisSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://host                      | redis://host:6379        | 0 |       | ",
        "rediss://host:7000/2              | rediss://host:7000       | 2 |       | ",
        "redis://:word@host                | redis://host:6379        | 0 |       | word",
        "redis://me_2:a_%40b:c@host        | redis://host:6379        | 0 | me_2  | a_@b:c",
        "redis://[::1]:7000                | redis://[::1]:7000       | 0 |       | ",
        "redis://my_host                   | redis://my_host:6379     | 0 |       | ",
        "redis://me:my_w%40rd@a.my_host:7/1 | redis://a.my_host:7     | 1 | me    | my_w@rd",
      })
  void anAddressMaySayAll(
      String url, String server, int database, String username, String password) {
    RedisSettings settings = RedisSettings.of("shared", Map.of("url", url));
    assertThat(settings.urls()).containsExactly(server);
    assertThat(settings.database()).isEqualTo(database);
    assertThat(settings.username()).isEqualTo(username == null ? "" : username);
    assertThat(settings.password()).isEqualTo(password == null ? "" : password);
    assertThat(new RedisURI(server).getPort()).as("to Redisson").isPositive();
  }

  @Test
  void withoutAnAddressTheServerIsOnThisMachine() {
    assertThat(RedisSettings.of("shared", Map.of()).urls())
        .containsExactly("redis://127.0.0.1:6379");
    Map<String, String> sentinel = Map.of("mode", "sentinel", "master", "main");
    assertThat(RedisSettings.of("shared", sentinel).urls())
        .containsExactly("redis://127.0.0.1:26379");
  }

  @Test
  void sentinelsHaveAPortOfTheirOwn() {
    RedisSettings settings =
        RedisSettings.of(
            "shared",
            Map.of("mode", "sentinel", "master", "main", "url", List.of("redis://a", "redis://b")));
    assertThat(settings.urls()).containsExactly("redis://a:26379", "redis://b:26379");
  }
}
