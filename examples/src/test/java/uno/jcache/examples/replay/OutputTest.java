/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class OutputTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void terminalShowsProgressInOneLine() {
    var out = new Output(bytes, UTF_8, 10);

    out.progress("1234567890123");
    out.progress("123");
    out.line("end");

    assertThat(bytes.toString(UTF_8))
        .isEqualTo("\r123456789" + "\r123      " + "\r   \r" + "end" + System.lineSeparator());
  }

  @Test
  void pipeGetsWholeLines() {
    var out = new Output(bytes, UTF_8, 0);

    out.progress("1234567890123");
    out.line("end");

    assertThat(bytes.toString(UTF_8).lines()).containsExactly("1234567890123", "end");
  }
}
