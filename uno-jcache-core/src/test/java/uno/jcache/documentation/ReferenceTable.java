/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Checks, or writes, the table of the settings of a provider. */
  public void checkProvider(List<ProviderSetting<?>> settings) throws IOException {
    check(
        settings.stream()
            .map(s -> new Row(s.name(), s.valid(), s.absent(), s.description()))
            .toList());
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
