/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uno.jcache.documentation.Snippet;

/** What our documents show of the example programs is in them, and so compiles and runs. */
class ExampleSnippetsTest {
  private static final Path EXAMPLES = Path.of("");

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && file.toString().contains("/main/"))
          .filter(file -> !file.toString().contains("target"))
          .map(ExampleSnippetsTest::read)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns code with one space where it has any. */
  private static String folded(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  @Test
  void showWhatThereIs() throws IOException {
    String sources = folded(sources());
    List<Snippet> shown =
        Snippet.all().stream().filter(each -> each.language().equals("java example")).toList();
    assertThat(shown).isNotEmpty();
    for (Snippet each : shown) {
      assertThat(sources).as(each.toString()).contains(folded(each.text()));
    }
  }
}
