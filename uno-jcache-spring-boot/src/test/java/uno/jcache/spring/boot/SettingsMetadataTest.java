/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What editors know of our settings in {@code application.yml} is what the reference in our
 * documents says, which is made of the settings themselves. With {@code -Dreference.write=true}
 * this test writes the file.
 */
class SettingsMetadataTest {
  private static final Path FILE =
      Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
  private static final Path REFERENCE = Path.of("../docs/configuration.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|");

  /** Returns the settings of a section, under a name. */
  private static List<Map<String, Object>> section(String name, String under) throws IOException {
    String text = Files.readString(REFERENCE);
    int begin = text.indexOf("<!-- " + name + " settings");
    assertThat(begin).isPositive();
    Matcher row = ROW.matcher(text.substring(begin, text.indexOf("<!-- end -->", begin)));
    List<Map<String, Object>> settings = new ArrayList<>();
    while (row.find()) {
      String takes = row.group(2);
      settings.add(
          property(
              under + row.group(1),
              takes.equals("true or false") ? "java.lang.Boolean" : "java.lang.String",
              row.group(4) + " Takes " + takes + ". Without it: " + row.group(3) + "."));
    }
    assertThat(settings).isNotEmpty();
    return settings;
  }

  private static Map<String, Object> property(String name, String type, String description) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("name", name);
    property.put("type", type);
    property.put("description", description.replace("`", ""));
    return property;
  }

  private static String metadata() throws IOException {
    String sections =
        "java.util.Map<java.lang.String,java.util.Map<java.lang.String,java.lang.Object>>";
    List<Map<String, Object>> all = new ArrayList<>();
    all.addAll(section("manager", "uno-jcache."));
    all.addAll(section("monitoring", "uno-jcache.monitoring."));
    all.addAll(section("region", "uno-jcache.defaults."));
    all.add(
        property(
            "uno-jcache.regions",
            sections,
            "Regions by their names, or patterns of names; each takes what 'defaults' takes."));
    all.add(property("uno-jcache.providers", sections, "Stores by their names."));
    all.add(
        property("uno-jcache.rules", sections, "Rules that invalidate entries, by their names."));
    all.add(
        property(
            "management.health.uno-jcache.enabled",
            "java.lang.Boolean",
            "Whether the health of the application depends on that of the stores. Without it: true."));
    return new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(Map.of("properties", all))
        + "\n";
  }

  @Test
  void editorsKnowEachSetting() throws IOException {
    String expected = metadata();
    if (Boolean.getBoolean("reference.write")) {
      Path unused = Files.writeString(FILE, expected);
    }
    assertThat(Files.readString(FILE))
        .as("-Dreference.write=true writes " + FILE)
        .isEqualTo(expected);
  }
}
