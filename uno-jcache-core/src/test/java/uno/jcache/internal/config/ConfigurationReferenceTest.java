/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  @Test
  void noSettingIsLeftOutOfTheListOfItsSection() {
    assertThatItHasAll(RegionSection.class, RegionSection.ALL);
    assertThatItHasAll(LevelSection.class, LevelSection.ALL);
    assertThatItHasAll(RuleSection.class, RuleSection.ALL);
    List<Setting<?>> ofManagers = new ArrayList<>(ManagerSection.ALL);
    ofManagers.addAll(ManagerSection.OF_PROVIDERS); // of sections within
    ofManagers.add(ManagerSection.MONITORING_ENABLED);
    assertThatItHasAll(ManagerSection.class, ofManagers);
  }

  private static void assertThatItHasAll(Class<?> section, List<Setting<?>> all) {
    assertThat(all.stream().map(Setting::name))
        .as("the list of %s", section.getSimpleName())
        .containsExactlyInAnyOrderElementsOf(
            ReferenceTable.constantsOf(section, Setting.class).stream()
                .map(constant -> constant.name())
                .toList());
  }

  private static List<Setting<?>> settings(String section) {
    return switch (section) {
      case "manager" -> ManagerSection.ALL;
      case "region" -> RegionSection.ALL;
      case "provider" -> ManagerSection.OF_PROVIDERS;
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
