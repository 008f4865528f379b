/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.UsersApplication;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Runs what the README shows, word for word, in processes of its own. */
public final class ReadmeExample {
  private ReadmeExample() {}

  /** Returns the first configuration in a section of the README. */
  private static String configuration(String section) throws IOException {
    return Snippet.all().stream()
        .filter(snippet -> snippet.file().equals("README.md"))
        .filter(snippet -> snippet.section().equals(section))
        .filter(snippet -> snippet.language().equals("hocon"))
        .map(Snippet::text)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Checks that an application's objects that one process puts are what the next one gets.
   *
   * @param dir an empty directory
   * @param environment variables to which the configuration refers
   */
  public static void assertIsReadByAnotherProcess(
      String section, Path dir, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.writeString(dir.resolve("uno-jcache.conf"), configuration(section));
    List<String> users =
        LongStream.rangeClosed(1, 5)
            .mapToObj(
                id ->
                    "User[name=user ID, addresses=[Address[street=street ID]]]"
                        .replace("ID", "" + id))
            .toList();
    assertThat(run(dir, environment, "put")).as("put").isEqualTo(users);
    assertThat(run(dir, environment, "get")).as("get").isEqualTo(users);
    assertThat(run(dir, environment, "get")).as("get once more").isEqualTo(users);
  }

  private static List<String> run(Path dir, Map<String, String> environment, String argument)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                dir + File.pathSeparator + System.getProperty("java.class.path"),
                UsersApplication.class.getName(),
                argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
