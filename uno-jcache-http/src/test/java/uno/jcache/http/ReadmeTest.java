/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the archive say works as they say it. */
@Tag("slow")
@Timeout(120)
class ReadmeTest {
  @TempDir Path directory = Path.of("");

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(command + ": " + output).isZero();
    return output;
  }

  @Test
  void theLinesOfTheReadmeDoWhatItSays() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    String section = readme.substring(readme.indexOf("## A server, and a console"));
    String block =
        section.substring(
            section.indexOf("```sh") + 6, section.indexOf("```", section.indexOf("```sh") + 6));
    List<String> answers = new ArrayList<>();
    try (RunningServer server = RunningServer.start(directory, "serve", "--port", "0")) {
      int port = server.uri().getPort();
      for (String line : block.lines().toList()) {
        answers.add(
            run(
                List.of(
                    "bash", "-c", line.replace(":8080", ":" + port).replace("curl", "curl -fsS"))));
      }
    }

    assertThat(answers).hasSize(5);
    assertThat(answers.get(0)).contains("\"name\":\"users\"").contains("\"ttl\":600");
    assertThat(answers.get(2)).contains("{\"name\":\"Ada\"}").contains("\"expiry\":\"2");
    assertThat(answers.get(3)).contains("\"hits\":1");
    assertThat(answers.get(4)).isEqualTo("{\"invalidated_count\":1}");
  }

  @Test
  void theUnitIsValid() throws Exception {
    Path program = Files.writeString(directory.resolve("uno-jcache"), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String unit = Files.readString(Path.of("src", "server", "uno-jcache.service"));
    Path file =
        Files.writeString(
            directory.resolve("uno-jcache.service"),
            unit.replace("/opt/uno-jcache/bin/uno-jcache", program.toString()));

    String output = run(List.of("systemd-analyze", "verify", file.toString()));

    assertThat(output).doesNotContain("uno-jcache.service");
  }
}
