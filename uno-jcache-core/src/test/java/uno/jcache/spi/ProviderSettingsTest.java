/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProviderSettingsTest {
  private static final ProviderSetting<Long> SIZE =
      ProviderSetting.bytes("size", 10, 1 << 30, "a size from 10 B", "The size.")
          .withDefault("1 MiB");

  private static final ProviderSetting<Long> TIME =
      ProviderSetting.millis("time", Duration.ofMillis(5), Duration.ofHours(1), "The time.")
          .withDefault("3s");

  private static final ProviderSetting<List<String>> HOSTS =
      ProviderSetting.texts("hosts", "addresses", "The servers.").withDefault("one");

  private static final ProviderSetting<Boolean> ON =
      ProviderSetting.flag("on", "Whether it is on.").withDefault(false);

  private static final ProviderSetting<String> WORD =
      ProviderSetting.text("word", "a word", "A word.");

  private static final ProviderSetting<Path> DIR =
      ProviderSetting.path("dir", "a directory", "The directory.").withAbsent("required");

  private static final ProviderSetting<TimeUnit> UNIT =
      ProviderSetting.oneOf("unit", TimeUnit.class, "The unit.");

  private static final ProviderSetting<Integer> PIN =
      ProviderSetting.parsed("pin", "four digits", "The code.", Integer::valueOf).asSecret();

  private static ProviderSettings settings(Map<String, ?> configured) {
    return new ProviderSettings("mine", configured);
  }

  private static <T> T value(ProviderSetting<T> setting, Object configured) {
    return settings(Map.of(setting.name(), configured)).value(setting);
  }

  @Test
  void notationsAreThoseOfTheConfiguration() {
    assertThat(value(SIZE, "2 KiB")).isEqualTo(2048);
    assertThat(value(SIZE, 64)).isEqualTo(64);
    assertThat(value(TIME, "2m")).isEqualTo(120_000);
    assertThat(value(TIME, 250)).isEqualTo(250);
    assertThat(value(ON, "yes")).isTrue();
    assertThat(value(HOSTS, "a, b ,c")).containsExactly("a", "b", "c");
    assertThat(value(HOSTS, List.of("a", "b"))).containsExactly("a", "b");
    assertThat(value(HOSTS, "[a, \"b\", ]")).containsExactly("a", "b");
    assertThat(value(HOSTS, "[::1]:1, [::2]")).containsExactly("[::1]:1", "[::2]");
    assertThat(value(HOSTS, " ")).isEmpty();
    assertThat(value(WORD, " s ")).isEqualTo(" s ");
    assertThat(value(DIR, " a/../b ")).isEqualTo(Path.of("b").toAbsolutePath());
    assertThat(value(UNIT, "hours")).isEqualTo(TimeUnit.HOURS);
    assertThat(value(PIN, 1234)).isEqualTo(1234);
  }

  @Test
  void withoutAValueTheDefaultHolds() {
    ProviderSettings settings = settings(Map.of("dir", " ", "word", ""));
    assertThat(settings.value(SIZE)).isEqualTo(1 << 20);
    assertThat(settings.value(ON)).isFalse();
    assertThat(settings.value(HOSTS)).containsExactly("one");
    assertThat(settings.isSet(HOSTS)).isFalse();
    assertThat(settings.find(WORD)).isEmpty();
    assertThat(settings.isSet(WORD)).isTrue();
    assertThat(settings.find(DIR)).isEmpty();
  }

  @Test
  void anErrorSaysWhatIsValid() {
    String begin = "Provider 'mine': setting '";
    assertThatThrownBy(() -> value(SIZE, "9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(begin + "size' must be a size from 10 B, but is 9");
    assertThatThrownBy(() -> value(SIZE, "many"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "size' must be a size from 10 B: ");
    assertThatThrownBy(() -> value(TIME, "2h"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(begin + "time' must be a time from 5ms to 1h, but is 2h");
    assertThatThrownBy(() -> value(ON, "perhaps"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "on' must be true or false: ");
    assertThatThrownBy(() -> value(UNIT, "weeks"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "unit' must be nanoseconds, microseconds, ")
        .hasMessageEndingWith("hours or days, but is weeks");
    assertThatThrownBy(() -> value(DIR, "a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "dir' must be a directory, but is a");
    assertThatThrownBy(() -> value(WORD, List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(begin + "word' must be a word: ");
    assertThatThrownBy(() -> settings(Map.of()).value(DIR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(begin + "dir' is missing: a directory");
  }

  @Test
  void aSecretIsNotInAnError() {
    assertThatThrownBy(() -> value(PIN, "sesame"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Provider 'mine': setting 'pin' must be four digits");
  }

  @Test
  void theReferenceSaysWhatHoldsIfASettingIsNotSet() {
    assertThat(SIZE.absent()).isEqualTo("1 MiB");
    assertThat(DIR.absent()).isEqualTo("required");
    assertThat(WORD.absent()).isEmpty();
  }
}
