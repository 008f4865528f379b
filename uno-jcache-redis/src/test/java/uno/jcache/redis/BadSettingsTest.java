/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uno.jcache.UnoCachingProvider;

/** Settings that cannot be are told when the provider is opened, with their names. */
class BadSettingsTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();
  private final Path dir;

  BadSettingsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static void open(Map<String, ?> settings) {
    new RedisStoreProvider().open("shared", settings).close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "url            | localhost             | an address such as redis://",
        "url            | http://localhost      | an address such as redis://",
        "url            | redis://              | an address such as redis://",
        "url            | redis://local host    | an address such as redis://",
        "url            | redis://host:99999    | an address such as redis://",
        "url            | redis://host/users    | an address such as redis://",
        "url            | redis://host?db=2     | an address such as redis://",
        "url            | redis://a_b:c         | an address such as redis://",
        "url            | redis://a_b:99999     | an address such as redis://",
        "url            | redis://a_b?db=2      | an address such as redis://",
        "url            | redis://a,redis://b   | several are for 'mode' cluster or sentinel",
        "mode           | ring                  | single, sentinel or cluster, but is ring",
        "timeout        | soon                  | a time from 10ms to 1m",
        "timeout        | 1ms                   | a time from 10ms to 1m, but is 1ms",
        "timeout        | 2m                    | a time from 10ms to 1m, but is 2m",
        "max-staleness  | 1ms                   | a time from 100ms to 1h, but is 1ms",
        "max-value-size | much                  | a size such as 64 MiB",
        "max-value-size | 0                     | a size such as 64 MiB, at most 512 MiB",
        "max-value-size | 1 GiB                 | a size such as 64 MiB, at most 512 MiB",
        "redisson-file  | no-such.yaml          | no-such.yaml cannot be read",
      })
  void aSettingSaysWhatItTakes(String setting, String value, String says) {
    assertThatThrownBy(() -> new RedisStoreProvider().check("shared", Map.of(setting, value)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> open(Map.of(setting, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Provider 'shared': setting '" + setting + "' must be ")
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mode = sentinel                        | master   | the name by which the sentinels",
        "mode = cluster, url = 'redis://host/2' | url      | without a database",
        "master = mine                          | master   | left out, but for 'mode' sentinel",
        "username = app                         | password | that of 'username'",
        "url = 'redis://app@host'               | password | that of 'username'",
      })
  void settingsThatDoNotGoTogetherAreTold(String settings, String setting, String says) {
    Config hocon = ConfigFactory.parseString(settings.replace('\'', '"'));
    assertThatThrownBy(() -> open(hocon.root().unwrapped()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Provider 'shared': setting '" + setting + "' must be ")
        .hasMessageContaining(says);
  }

  @Test
  void aPasswordIsNotShown() {
    assertThatThrownBy(() -> open(Map.of("url", "redis://app:open-sesame@host:port")))
        .hasMessageContaining("'url'")
        .hasMessageNotContaining("sesame");
  }

  // ---- a file of Redisson's

  private Map<String, Object> file(String... lines) throws IOException {
    Path file = Files.write(dir.resolve("redisson.yaml"), List.of(lines));
    return new HashMap<>(Map.of("redisson-file", file.toString()));
  }

  @Test
  void besideAFileNothingElseSaysWhereTheServersAre() throws IOException {
    Map<String, Object> settings = file("singleServerConfig: { address: 'redis://host:6379' }");
    settings.put("url", "redis://host:6379");
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setting 'url' must be left out beside 'redisson-file'");
  }

  @Test
  void aFileThatIsNoneIsNamedAndNotShown() throws IOException {
    Map<String, Object> settings =
        file("password: open-sesame", "singleServerConfig: [ } open-sesame");
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'redisson-file'", "redisson.yaml", "in line 2")
        .hasMessageNotContaining("sesame")
        .hasNoCause();
  }

  @Test
  void aFileThatNamesNoServersIsTold() throws IOException {
    Map<String, Object> settings = file("threads: 4");
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'redisson-file'", "redisson.yaml");
  }

  @Test
  void aFileThatAsksForWhatOurJarDoesNotHaveIsTold() throws IOException {
    Map<String, Object> settings =
        file(
            "singleServerConfig: { address: 'redis://host:6379' }",
            "codec: !<org.redisson.codec.Kryo5Codec> {}");
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'redisson-file'", "redisson.yaml");
  }

  // ---- as applications meet them

  @ParameterizedTest
  @CsvSource({"max-size, 100", "max-bytes, 1 MiB"})
  void aLimitThatRedisDoesNotKeepIsRefusedWithWhatToDoInstead(String key, String value)
      throws IOException {
    Path conf =
        Files.writeString(
            dir.resolve("caches.conf"),
            """
            uno-jcache {
              providers.shared { type = redis, url = "redis://127.0.0.1:1" }
              defaults { max-size = 50 } # for regions of other providers
              regions.users { provider = shared, near { max-size = 10 } }
              regions.orders { provider = shared, %s = %s }
            }
            """
                .formatted(key, value));
    UnoCachingProvider provider = caches.closing(new UnoCachingProvider());
    assertThatThrownBy(() -> provider.getCacheManager(conf.toUri(), null))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "regions.orders." + key, "caches.conf:5", "limit the memory of their server", "near")
        .hasMessageNotContaining("users");
  }

  @Test
  void aConfigurationWithARegionFailsAtOnce() throws IOException {
    Path conf =
        Files.writeString(
            dir.resolve("caches.conf"),
            """
            uno-jcache {
              providers.shared { type = redis, url = "localhost:6379" }
              regions.users.provider = shared
            }
            """);
    UnoCachingProvider provider = caches.closing(new UnoCachingProvider());
    assertThatThrownBy(() -> provider.getCacheManager(conf.toUri(), null))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:2: uno-jcache.providers.shared: Provider 'shared'")
        .hasMessageContaining("setting 'url' must be an address such as redis://");
  }

  @Test
  void aSettingThatThereIsNotIsToldWithTheNearest() throws IOException {
    Path conf =
        Files.writeString(
            dir.resolve("caches.conf"),
            """
            uno-jcache.providers.shared { type = redis, time-out = 1s }
            """);
    UnoCachingProvider provider = caches.closing(new UnoCachingProvider());
    assertThatThrownBy(() -> provider.getCacheManager(conf.toUri(), null))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll("caches.conf", "time-out", "timeout");
  }

  @Test
  void aProviderThatIsRegisteredIsCheckedThen() {
    var providers = caches.manager("", Map.of()).providers();
    assertThatThrownBy(() -> providers.register("new", "redis", Map.of("mode", "ring")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Provider 'new': setting 'mode'");
    assertThat(providers.byName("new")).isEmpty();
  }
}
