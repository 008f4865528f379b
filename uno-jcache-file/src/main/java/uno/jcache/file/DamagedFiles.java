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
 * Renames damaged files of a region. They are never overwritten, however many there are, and are
 * deleted only with the region, because an operator may want to recover their content.
 */
final class DamagedFiles {
  private static final String INFIX = ".corrupt-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
  private static final String TIME_PATTERN = "[0-9]{8}-[0-9]{6}-[0-9]{3}(-[0-9]+)?";

  private final Path path;

  /**
   * Creates an instance.
   *
   * @param path the file of the region
   */
  DamagedFiles(Path path) {
    this.path = path;
  }

  /** Renames the region's file. Returns its new path. */
  Path setAside() throws IOException {
    String name = path.getFileName() + INFIX + TIME.format(Instant.now());
    Path target = path.resolveSibling(name);
    for (int i = 2; Files.exists(target); i++) {
      target = path.resolveSibling(name + "-" + i);
    }
    return Files.move(path, target);
  }

  /** Deletes all damaged files of the region, because the region is destroyed. */
  void deleteAll() throws IOException {
    // Matches the full name, as the file names of other regions may begin in the same way.
    Pattern name = Pattern.compile(Pattern.quote(path.getFileName() + INFIX) + TIME_PATTERN);
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
