/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uno.jcache.documentation.ReferenceTable;

/**
 * The reference in {@code docs/configuration.md} lists each setting, as the code has it. To write
 * it anew: {@code mvn -pl uno-jcache-core test -Dtest=ConfigurationReferenceTest
 * -Dreference.write}.
 */
class ConfigurationReferenceTest {
  @ParameterizedTest
  @CsvSource({"manager", "region", "provider", "rule", "monitoring", "level"})
  void listsEachSetting(String section) throws IOException {
    new ReferenceTable("configuration.md", section)
        .check(settings(section).stream().map(ConfigurationReferenceTest::row).toList());
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

  private static ReferenceTable.Row row(Setting<?> setting) {
    return new ReferenceTable.Row(
        setting.name(), setting.type().description(), setting.absent(), setting.description());
  }
}
