/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import uno.jcache.spi.ProviderSetting;

/**
 * A table of settings in a document, which the code has written. A test that finds another one
 * fails; with {@code -Dreference.write}, it writes the table anew.
 *
 * @param document in the directory {@code docs}
 * @param section the word before "settings" in the comment that begins the table; the comment
 *     {@code <!-- end -->} ends it
 */
public record ReferenceTable(String document, String section) {
  /** A setting. */
  public record Row(String name, String valid, String absent, String description) {
    private String line() {
      return "| `%s` | %s | %s | %s |%n".formatted(name, valid, absent, description);
    }
  }

  /**
   * Checks, or writes, the table of the settings of a provider.
   *
   * @param declaring has a constant for each of them
   */
  public void checkProvider(Class<?> declaring, List<ProviderSetting<?>> settings)
      throws IOException {
    assertThat(settings.stream().map(ProviderSetting::name))
        .containsExactlyInAnyOrderElementsOf(
            constantsOf(declaring, ProviderSetting.class).stream()
                .map(constant -> constant.name())
                .toList());
    check(
        settings.stream()
            .map(s -> new Row(s.name(), s.valid(), s.absent(), s.description()))
            .toList());
  }

  /**
   * Returns the constants of a type that a class declares: all of them must be in its list, or
   * configurations would not know one.
   */
  public static <S> List<S> constantsOf(Class<?> declaring, Class<S> type) {
    return Arrays.stream(declaring.getDeclaredFields())
        .filter(field -> field.getType() == type)
        .map(field -> type.cast(valueOf(field)))
        .toList();
  }

  private static Object valueOf(Field field) {
    try {
      field.setAccessible(true);
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Checks, or writes, the table. */
  public void check(List<Row> rows) throws IOException {
    Path file = Path.of("../docs").resolve(document);
    String text = Files.readString(file);
    String begin = "<!-- " + section + " settings: written by a test -->\n";
    assertThat(text).contains(begin);
    int from = text.indexOf(begin) + begin.length();
    String written = text.substring(from, text.indexOf("<!-- end -->", from));
    StringBuilder table = new StringBuilder("| Setting | Takes | Without it | |\n");
    table.append("| --- | --- | --- | --- |\n");
    rows.forEach(row -> table.append(row.line()));
    if (System.getProperty("reference.write") != null) {
      Files.writeString(file, text.replace(begin + written, begin + table));
    } else {
      assertThat(written).as("with -Dreference.write this test writes it").isEqualTo(table + "");
    }
  }
}
