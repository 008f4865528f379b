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
 * The reference in {@code docs/configuration.md} lists each setting, as the code has it. To write
 * it anew: {@code mvn -pl uno-jcache-core test -Dtest=ConfigurationReferenceTest
 * -Dreference.write}.
 */
class ConfigurationReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/configuration.md");

  @ParameterizedTest
  @CsvSource({"manager", "region", "provider", "rule", "monitoring", "level"})
  void listsEachSetting(String section) throws IOException {
    String text = Files.readString(REFERENCE);
    String begin = "<!-- " + section + " settings: written by ConfigurationReferenceTest -->\n";
    int from = text.indexOf(begin) + begin.length();
    String written = text.substring(from, text.indexOf("<!-- end -->", from));
    String table = table(settings(section));
    if (System.getProperty("reference.write") != null) {
      Files.writeString(REFERENCE, text.replace(begin + written, begin + table));
      return;
    }
    assertThat(written).as("write it anew: see the comment of this test").isEqualTo(table);
  }

  private static List<Setting<?>> settings(String section) {
    return switch (section) {
      case "manager" -> ManagerSection.ALL;
      case "region" -> RegionSection.ALL;
      case "provider" -> List.of(ManagerSection.PROVIDER_TYPE);
      case "rule" -> RuleSection.ALL;
      case "level" -> LevelSection.ALL;
      default -> List.of(ManagerSection.MONITORING_ENABLED);
    };
  }

  private static String table(List<Setting<?>> settings) {
    StringBuilder table = new StringBuilder("| Setting | Takes | Without it | |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (Setting<?> setting : settings) {
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(
                  setting.name(),
                  setting.type().description(),
                  setting.absent(),
                  setting.description()));
    }
    return table.toString();
  }
}
