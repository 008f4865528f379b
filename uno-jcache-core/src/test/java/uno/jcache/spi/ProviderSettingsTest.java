/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderSettingsTest {
  private static final Map<String, Object> DEFAULTS =
      Map.of("size", "1 MiB", "time", "3s", "hosts", "one", "on", false);

  private static ProviderSettings settings(Map<String, ?> said) {
    return new ProviderSettings("mine", said, DEFAULTS);
  }

  private static long size(Object said) {
    return settings(Map.of("size", said)).bytes("size", 10, 1 << 30, "a size from 10 B");
  }

  private static long time(Object said) {
    return settings(Map.of("time", said))
        .millis("time", Duration.ofMillis(5), Duration.ofHours(1), "a time from 5ms to 1h");
  }

  @Test
  void notationsAreThoseOfTheConfiguration() {
    assertThat(size("2 KiB")).isEqualTo(2048);
    assertThat(size(64)).isEqualTo(64);
    assertThat(time("2m")).isEqualTo(120_000);
    assertThat(time(250)).isEqualTo(250);
    assertThat(settings(Map.of("on", "yes")).flag("on")).isTrue();
    assertThat(settings(Map.of("hosts", "a, b ,c")).texts("hosts", ""))
        .containsExactly("a", "b", "c");
    assertThat(settings(Map.of("hosts", List.of("a", "b"))).texts("hosts", "")).hasSize(2);
    assertThat(settings(Map.of("hosts", "[a, \"b\", ]")).texts("hosts", ""))
        .containsExactly("a", "b");
    assertThat(settings(Map.of("hosts", "[::1]:1, [::2]")).texts("hosts", ""))
        .containsExactly("[::1]:1", "[::2]");
    assertThat(settings(Map.of("hosts", " ")).texts("hosts", "")).isEmpty();
    assertThat(settings(Map.of("word", " s ")).text("word", "")).isEqualTo(" s ");
    assertThat(settings(Map.of("dir", " a/../b ")).path("dir", ""))
        .contains(Path.of("b").toAbsolutePath());
  }

  @Test
  void whatIsNotSaidIsTheDefault() {
    ProviderSettings settings = settings(Map.of());
    assertThat(settings.bytes("size", 0, Long.MAX_VALUE, "")).isEqualTo(1 << 20);
    assertThat(settings.flag("on")).isFalse();
    assertThat(settings.texts("hosts", "")).containsExactly("one");
    assertThat(settings.text("other", "")).isEmpty();
    assertThat(settings.path("other", "")).isEmpty();
  }

  @Test
  void anErrorSaysWhatTheSettingTakes() {
    String begin = "Provider 'mine': setting '";
    assertThatThrownBy(() -> size("9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(begin + "size' must be a size from 10 B, but is 9");
    assertThatThrownBy(() -> size("many"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "size' must be a size from 10 B: ");
    assertThatThrownBy(() -> time("2h"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(begin + "time' must be a time from 5ms to 1h, but is 2h");
    assertThatThrownBy(() -> settings(Map.of("on", "perhaps")).flag("on"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "on' must be true or false: ");
    assertThatThrownBy(() -> settings(Map.of("dir", "a\0b")).path("dir", "a directory"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "dir' must be a directory: ");
    assertThat(settings(Map.of()).isMissing("dir", "a directory"))
        .hasMessage(begin + "dir' is missing: a directory");
  }
}
