/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tables of {@code docs/costs.md}, which tests write. */
public final class CostsPage {
  private static final Path PAGE = Path.of("..", "docs", "costs.md");

  private CostsPage() {}

  /**
   * Prints a table, and with {@code -Dcosts.write=true} puts it in the place of the one that has
   * the same head.
   */
  public static void write(List<String> table) {
    table.forEach(System.out::println);
    if (!Boolean.getBoolean("costs.write")) {
      return;
    }
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
      int begin = lines.indexOf(table.get(0));
      if (begin < 0) {
        throw new AssertionError("no table in " + PAGE + " begins with " + table.get(0));
      }
      while (begin < lines.size() && lines.get(begin).startsWith("|")) {
        lines.remove(begin);
      }
      lines.addAll(begin, table);
      Files.write(PAGE, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
