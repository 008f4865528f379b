/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileNamesTest {
  @Test
  void plainNamesStay() {
    assertThat(FileNames.of("users")).isEqualTo("users");
    assertThat(FileNames.of("my-app.users_2")).isEqualTo("my-app.users_2");
  }

  @Test
  void noNameLeadsOutOfTheDirectory() {
    assertThat(FileNames.of("../../etc/passwd")).isEqualTo("%2e.%2f..%2fetc%2fpasswd");
    assertThat(FileNames.of("..")).isEqualTo("%2e.");
    assertThat(FileNames.of("users", "another class loader")).startsWith("users~");
    assertThat(FileNames.of("a\\b:c\u0000")).isEqualTo("a%5cb%3ac%00");
  }

  @Test
  void differentNamesDifferEverywhere() {
    Map<String, String> names = new HashMap<>();
    for (String region :
        List.of(
            "users",
            "Users",
            "USERS",
            "a/b",
            "a%2fb",
            "a~b",
            "ü",
            "%c3%bc",
            "",
            "nul",
            "nul.a",
            "com1",
            "x".repeat(300),
            "x".repeat(301),
            "ß".repeat(100),
            "ß".repeat(101))) {
      String name = FileNames.of(region);
      assertThat(name).matches("[A-Za-z0-9._%~-]*").hasSizeLessThan(150);
      assertThat(names.put(name.toLowerCase(Locale.ROOT), region)).as(region).isNull();
    }
  }

  @Test
  void devicesAreAvoided() {
    assertThat(FileNames.of("nul")).startsWith("nul~");
    assertThat(FileNames.of("com1")).startsWith("com1~");
    assertThat(FileNames.of("console")).isEqualTo("console");
  }
}
