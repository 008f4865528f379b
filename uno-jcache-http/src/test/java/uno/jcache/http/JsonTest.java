/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void halfAnAnswerDoesNotLookWhole() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(
            () ->
                Json.write(
                    json -> {
                      json.writeStartArray();
                      json.writeString("a");
                      throw new IllegalStateException("the store is gone");
                    },
                    out))
        .hasMessage("the store is gone");

    assertThat(out.toString(UTF_8)).isEqualTo("[\"a\"");
  }

  @Test
  void aWholeAnswerIsWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Json.write(
        json -> {
          json.writeStartArray();
          json.writeEndArray();
        },
        out);

    assertThat(out.toString(UTF_8)).isEqualTo("[]");
  }
}
