/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.tck;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Element;

/**
 * Counts what the runs of the TCK have reported. A wrong {@code dependenciesToScan} finds no tests
 * and says nothing; this does. Runs after them, in the phase {@code verify}.
 */
public final class AllTestsRan {
  @Test
  public void everyStorePassedEveryTest() throws Exception {
    int expected = Integer.getInteger("tck.tests");
    List<Path> runs;
    try (Stream<Path> directories = Files.list(Path.of(System.getProperty("tck.reports")))) {
      runs = directories.filter(Files::isDirectory).sorted().toList();
    }
    assertTrue("no store was run", !runs.isEmpty());
    for (Path run : runs) {
      int tests = 0;
      int notPassed = 0;
      for (File report : run.toFile().listFiles(AllTestsRan::isOfTheTck)) {
        Element suite =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report)
                .getDocumentElement();
        tests += number(suite, "tests");
        notPassed += number(suite, "failures") + number(suite, "errors") + number(suite, "skipped");
      }
      String store = run.getFileName().toString();
      assertEquals("tests of the TCK that ran on store " + store, expected, tests);
      assertEquals("tests of the TCK that did not pass on store " + store, 0, notPassed);
      System.out.println(
          "TCK on store " + store + ": " + tests + " of " + expected + " tests passed");
    }
  }

  private static boolean isOfTheTck(File directory, String name) {
    return name.startsWith("TEST-") && name.endsWith(".xml") && !name.contains("uno.jcache");
  }

  private static int number(Element suite, String attribute) {
    return Integer.parseInt(suite.getAttribute(attribute));
  }
}
