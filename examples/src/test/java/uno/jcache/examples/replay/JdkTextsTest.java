/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTextsTest {
  private final Path folder;

  JdkTextsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectory(folder.resolve("a"));
    Files.createDirectory(folder.resolve("b"));
  }

  @Test
  void wordsComeInOrderOfTheNamesOfTheTexts() throws IOException {
    Files.writeString(folder.resolve("b/first"), "three\n");
    Files.writeString(folder.resolve("a/second"), "Two");
    Files.writeString(folder.resolve("a/first"), "\"The ONE, (the 1st)\"\n\n");

    assertThat(words()).containsExactly("the", "one", "the", "1st", "two", "three");
  }

  @Test
  void linkedTextCountsOnce() throws IOException {
    Files.writeString(folder.resolve("b/text"), "once");
    Files.createSymbolicLink(folder.resolve("a/text"), Path.of("../b/text"));

    assertThat(words()).containsExactly("once");
  }

  @Test
  void brokenLinkIsLeftOut() throws IOException {
    Files.createSymbolicLink(folder.resolve("a/text"), Path.of("../none"));
    Files.writeString(folder.resolve("b/text"), "here");

    assertThat(words()).containsExactly("here");
  }

  @Test
  void bytesThatAreNoTextDoNoHarm() throws IOException {
    Files.write(folder.resolve("a/text"), new byte[] {'a', (byte) 0xff, 'b'});

    assertThat(words()).containsExactly("a", "b");
  }

  @Test
  void missingFolderHasNoTexts() throws IOException {
    try (var texts = new JdkTexts(folder.resolve("none"))) {
      assertThat(texts.isEmpty()).isTrue();
      assertThat(texts.next()).isNull();
    }
  }

  private List<String> words() throws IOException {
    List<String> words = new ArrayList<>();
    try (var texts = new JdkTexts(folder)) {
      for (String word; (word = texts.next()) != null; ) {
        words.add(word);
      }
    }
    return words;
  }
}
