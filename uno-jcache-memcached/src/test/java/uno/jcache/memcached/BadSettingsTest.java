/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "servers        | no host              | one or more addresses",
        "servers        | a:0                  | one or more addresses",
        "servers        | a:99999              | one or more addresses",
        "servers        | a,b,a                | a list in which a:11211 is once",
        "servers        | ''                   | one or more addresses",
        "username       | me                   | set, because SASL needs both",
        "password       | open-sesame          | set, because SASL needs both",
        "namespace      | a b                  | a name of at most 30 letters",
        "timeout        | 1ms                  | a time from 10ms to 1m, but is 1ms",
        "poll-interval  | 2m                   | a time from 5ms to 10s, but is 2m",
        "max-value-size | 1 B                  | a size such as 1 MiB",
      })
  void aSettingSaysWhatItTakes(String setting, String value, String says) {
    assertThatThrownBy(() -> new MemcachedStoreProvider().check("shared", Map.of(setting, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Provider 'shared': setting '")
        .hasMessageContaining(says)
        .hasMessageNotContaining("sesame");
  }

  @ParameterizedTest
  @CsvSource({"1.4.39,true", "1.5.5,true", "1.5.6,false", "1.6.18,false", "2.0.0,false", "x,false"})
  void aVersionIsComparedWithTheLeast(String version, boolean isTooOld) {
    assertThat(MemcachedServers.isTooOld(version)).isEqualTo(isTooOld);
  }

  @Test
  void serversHaveADefaultPort() {
    assertThat(MemcachedSettings.of("shared", Map.of("servers", "a, [::1]:7, b:7")).servers())
        .containsExactly("a:11211", "[::1]:7", "b:7");
    assertThat(MemcachedSettings.of("shared", Map.of()).servers())
        .containsExactly("127.0.0.1:11211");
  }
}
