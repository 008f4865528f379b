/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference in {@code docs/configuration.md} lists each key, as the code has it. To write it
 * anew: {@code mvn -pl uno-jcache-core test -Dtest=ConfigurationReferenceTest -Dreference.write}.
 */
class ConfigurationReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/configuration.md");

  @ParameterizedTest
  @CsvSource({"manager", "region", "provider", "rule", "monitoring", "level"})
  void listsEachKey(String section) throws IOException {
    String text = Files.readString(REFERENCE);
    String begin = "<!-- " + section + " keys: written by ConfigurationReferenceTest -->\n";
    int from = text.indexOf(begin) + begin.length();
    String written = text.substring(from, text.indexOf("<!-- end -->", from));
    String table = table(keys(section));
    if (System.getProperty("reference.write") != null) {
      Files.writeString(REFERENCE, text.replace(begin + written, begin + table));
      return;
    }
    assertThat(written).as("write it anew: see the comment of this test").isEqualTo(table);
  }

  private static List<Key<?>> keys(String section) {
    return switch (section) {
      case "manager" -> ManagerKeys.ALL;
      case "region" -> RegionKeys.ALL;
      case "provider" -> ProviderKeys.ALL;
      case "rule" -> RuleKeys.ALL;
      case "level" -> LevelKeys.ALL;
      default -> MonitoringKeys.ALL;
    };
  }

  private static String table(List<Key<?>> keys) {
    StringBuilder table = new StringBuilder("| Key | Takes | Without it | |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (Key<?> key : keys) {
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(key.name(), key.type().description(), key.absent(), key.description()));
    }
    return table.toString();
  }
}
