/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Damaged files of a region, under other names. None is ever deleted or overwritten, however many
 * they are, but with the region itself: somebody may want to get back what is in them.
 */
final class DamagedFiles {
  private static final String ASIDE = ".corrupt-";
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
  private static final String ANY_MOMENT = "[0-9]{8}-[0-9]{6}-[0-9]{3}(-[0-9]+)?";

  private final Path path;

  /**
   * Those of one file.
   *
   * @param path the file of the region
   */
  DamagedFiles(Path path) {
    this.path = path;
  }

  /** Renames the file, and returns what it is called now. */
  Path add() throws IOException {
    String name = path.getFileName() + ASIDE + MOMENT.format(Instant.now());
    Path aside = path.resolveSibling(name);
    for (int i = 2; Files.exists(aside); i++) {
      aside = path.resolveSibling(name + "-" + i);
    }
    return Files.move(path, aside);
  }

  /** Deletes them, as the region is destroyed. */
  void deleteAll() throws IOException {
    // To the end: the names of other regions' files may begin like this.
    Pattern name = Pattern.compile(Pattern.quote(path.getFileName() + ASIDE) + ANY_MOMENT);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            path.resolveSibling("."),
            file -> name.matcher(String.valueOf(file.getFileName())).matches())) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
