/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class KeyLogTest {
  @Test
  void eachLineIsAKey() throws IOException {
    assertThat(keys("a\nb c\n\na".getBytes(UTF_8))).containsExactly("a", "b c", "a");
  }

  @Test
  void lineEndsOfWindowsAreNoPartOfTheKey() throws IOException {
    assertThat(keys("a\r\n\r\nb\r\n".getBytes(UTF_8))).containsExactly("a", "b");
  }

  @Test
  void emptyLogHasNoKeys() throws IOException {
    assertThat(keys(new byte[0])).isEmpty();
  }

  @Test
  void gzipIsToldByItsFirstBytes() throws IOException {
    assertThat(keys(gzip("a\nb\n"))).containsExactly("a", "b");
  }

  @Test
  void gzipOfSeveralMembersFromASlowPipeIsReadToTheEnd() throws IOException {
    var members = new ByteArrayOutputStream();
    members.write(gzip("a\nb\n"));
    members.write(gzip("c\n"));
    var slow =
        new ByteArrayInputStream(members.toByteArray()) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(1, length));
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };

    assertThat(keys(slow)).containsExactly("a", "b", "c");
  }

  @Test
  void cutGzipIsReported() throws IOException {
    byte[] whole = gzip("a\nb\n".repeat(1000));

    assertThatThrownBy(() -> keys(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ends too early");
  }

  @Test
  void damagedGzipIsReported() throws IOException {
    byte[] bytes = gzip("a\nb\n".repeat(1000));
    Arrays.fill(bytes, 10, bytes.length, (byte) 0xff);

    assertThatThrownBy(() -> keys(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void differentBytesThatAreNoTextAreDifferentKeys() throws IOException {
    byte[] bytes = {(byte) 0xff, '\n', (byte) 0xfe, '\n', (byte) 0xff};

    List<String> keys = keys(bytes);

    assertThat(keys).hasSize(3);
    assertThat(keys.get(0)).isEqualTo(keys.get(2)).isNotEqualTo(keys.get(1));
  }

  @Test
  void longLinesAreShortKeysThatDiffer() throws IOException {
    String start = "x".repeat(5_000_000);

    List<String> keys = keys((start + "a\n" + start + "b\r\n" + start + "a\r\n").getBytes(UTF_8));

    assertThat(keys).hasSize(3).allSatisfy(key -> assertThat(key).hasSizeLessThan(100));
    assertThat(keys.get(0)).isEqualTo(keys.get(2)).isNotEqualTo(keys.get(1));
  }

  @Test
  void lineEndDoesNotMatterToTheLongestKeys() throws IOException {
    for (int length = KeyLog.LONGEST_KEY - 1; length <= KeyLog.LONGEST_KEY + 2; length++) {
      String line = "x".repeat(length);

      List<String> keys = keys((line + "\n" + line + "\r\n" + line).getBytes(UTF_8));

      assertThat(keys).hasSize(3).containsOnly(keys.get(0));
    }
  }

  private static List<String> keys(byte[] bytes) throws IOException {
    return keys(new ByteArrayInputStream(bytes));
  }

  private static List<String> keys(InputStream in) throws IOException {
    List<String> keys = new ArrayList<>();
    try (var log = new KeyLog("test", in)) {
      for (String key; (key = log.next()) != null; ) {
        keys.add(key);
      }
    }
    return keys;
  }

  static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
