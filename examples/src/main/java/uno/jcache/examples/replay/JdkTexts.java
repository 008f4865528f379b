/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of the texts that a Java runtime brings along, in lower case and in the order in which
 * they stand: a log that every machine has. Words of a language are asked for as keys of a cache
 * often are: a few of them very often, most of them seldom (Zipf's law).
 */
final class JdkTexts implements KeySource {
  private final Path folder;
  private final int texts;
  private final Iterator<Path> files;
  private @Nullable Reader text;

  /** The texts below {@code folder}, in the order of their names; of a linked file only one. */
  JdkTexts(Path folder) throws IOException {
    List<Path> found = find(folder);
    this.folder = folder;
    this.texts = found.size();
    this.files = found.iterator();
  }

  /** Where the running Java runtime keeps its texts. */
  static Path folder() {
    return Path.of(System.getProperty("java.home"), "legal");
  }

  boolean isEmpty() {
    return texts == 0;
  }

  @Override
  public @Nullable String next() throws IOException {
    while (true) {
      if (text == null) {
        if (!files.hasNext()) {
          return null;
        }
        text = new BufferedReader(new InputStreamReader(Files.newInputStream(files.next()), UTF_8));
      }
      String word = word(text);
      if (!word.isEmpty()) {
        return word;
      }
      close();
    }
  }

  @Override
  public String description() {
    return "the words of the " + texts + " texts in " + folder;
  }

  @Override
  public void close() throws IOException {
    if (text != null) {
      text.close();
      text = null;
    }
  }

  /** Returns the next word, empty at the end of the text. */
  private static String word(Reader text) throws IOException {
    var word = new StringBuilder();
    int c;
    while ((c = text.read()) != -1) {
      if (Character.isLetterOrDigit(c)) {
        word.append((char) c);
      } else if (!word.isEmpty()) {
        break;
      }
    }
    return word.toString().toLowerCase(Locale.ROOT);
  }

  private static List<Path> find(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    Set<Path> files = new LinkedHashSet<>();
    try (var walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.isReadable(file)) {
          files.add(file.toRealPath());
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(folder + ": " + e.getMessage(), e);
    }
    return new ArrayList<>(files);
  }
}
