/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in a document of ours.
 *
 * @param file such as {@code docs/rules.md}
 * @param section the heading of second order above it; empty before the first
 * @param language such as {@code java}; {@code java example} if it is a part of an example program
 * @param line of the file, where it begins
 */
public record Snippet(String file, String section, String language, int line, String text) {
  private static final Path ROOT = Path.of("..");
  private static final Pattern FENCE = Pattern.compile("```(\\w*(?: example)?)");

  /** Returns the code blocks in the README, in those of the examples, and in all of docs. */
  public static List<Snippet> all() throws IOException {
    List<Snippet> all = new ArrayList<>();
    for (Path document : documents()) {
      all.addAll(of(document));
    }
    return all;
  }

  /** Returns the documents of which that is. */
  public static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    documents.add(ROOT.resolve("README.md"));
    documents.add(ROOT.resolve("examples/README.md"));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md"))
          .sorted(Comparator.comparing(Path::toString))
          .forEach(documents::add);
    }
    return documents;
  }

  private static List<Snippet> of(Path document) throws IOException {
    String file = ROOT.relativize(document).toString();
    List<Snippet> snippets = new ArrayList<>();
    String section = "";
    String language = null; // of the block that is open
    int begin = 0;
    StringBuilder text = new StringBuilder();
    List<String> lines = Files.readAllLines(document);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      if (language == null && fence.matches()) {
        language = fence.group(1);
        begin = i + 2;
      } else if (fence.matches()) {
        snippets.add(new Snippet(file, section, language, begin, text.toString()));
        language = null;
        text.setLength(0);
      } else if (language != null) {
        text.append(line).append('\n');
      } else if (line.startsWith("## ")) {
        section = line.substring(3);
      }
    }
    return snippets;
  }

  /** What a document shows in one section, with what it shows before the first. */
  public record Section(String file, String name, List<Snippet> snippets) {
    @Override
    public String toString() {
      return name.isEmpty() ? file : file + ", " + name;
    }
  }

  /** Returns the sections that show code in a language. */
  public static List<Section> sections(String language) throws IOException {
    Map<String, List<Snippet>> byFile = new LinkedHashMap<>();
    all().forEach(s -> byFile.computeIfAbsent(s.file(), f -> new ArrayList<>()).add(s));
    List<Section> sections = new ArrayList<>();
    byFile.forEach(
        (file, snippets) ->
            snippets.stream()
                .filter(s -> s.language().equals(language))
                .map(Snippet::section)
                .distinct()
                .forEach(
                    name ->
                        sections.add(
                            new Section(
                                file,
                                name,
                                snippets.stream()
                                    .filter(s -> s.section().isEmpty() || s.section().equals(name))
                                    .toList()))));
    return sections;
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
