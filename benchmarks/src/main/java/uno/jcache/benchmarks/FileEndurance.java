/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import uno.jcache.file.endurance.Bursts;
import uno.jcache.file.endurance.Damage;
import uno.jcache.file.endurance.DiskFull;
import uno.jcache.file.endurance.Finding;
import uno.jcache.file.endurance.Interrupts;
import uno.jcache.file.endurance.Kills;
import uno.jcache.file.endurance.Opens;
import uno.jcache.file.endurance.Owners;
import uno.jcache.file.endurance.Soak;

/** What the file store survives, and Ehcache's disk tier beside it. */
final class FileEndurance {
  private FileEndurance() {}

  /** Something that is done in a directory of its own. */
  private interface Ordeal {
    Finding run(Path dir) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    boolean isShort = words.contains("--short");
    List<String> chosen = words.stream().filter(word -> !word.startsWith("--")).toList();
    Environment environment = Environment.current();
    System.out.printf(
        "%s, %s, %s. `./benchmarks/endurance file %s`.%n%n",
        environment.date(), environment.jdk(), environment.cpu(), String.join(" ", arguments));
    System.out.println("| What was done | Found | Bar | Met |");
    System.out.println("| --- | --- | --- | --- |");
    Map<String, Ordeal> ordeals = new LinkedHashMap<>();
    ordeals.put("owners", Owners::run);
    ordeals.put("opens", dir -> Opens.run(dir, 1_000_000));
    ordeals.put("interrupts", dir -> Interrupts.run(dir, isShort ? 5_000 : 60_000));
    ordeals.put("full", DiskFull::run);
    ordeals.put("damage", dir -> Damage.run(dir, isShort ? 200 : 2_000));
    ordeals.put("kills", dir -> Kills.run(dir, isShort ? 24 : 300));
    ordeals.put("ehcache", dir -> EhcacheKills.run(dir, isShort ? 3 : 10));
    ordeals.put("bursts", dir -> Bursts.run(dir, isShort ? 8 : 60, 10_000));
    ordeals.put("soak", dir -> Soak.run(dir, isShort ? 10_000 : 600_000, 10));
    if (!ordeals.keySet().containsAll(chosen)) {
      System.err.println("There are " + ordeals.keySet());
      System.exit(2);
    } else if (!chosen.isEmpty()) {
      ordeals.keySet().retainAll(chosen);
    }
    boolean met = true;
    for (Ordeal ordeal : ordeals.values()) {
      Finding finding = runIn(Files.createTempDirectory("endurance"), ordeal);
      System.out.println(finding);
      met &= finding.met();
    }
    System.exit(met ? 0 : 1); // whatever thread there still is
  }

  private static Finding runIn(Path dir, Ordeal ordeal) throws Exception {
    try {
      return ordeal.run(dir);
    } finally {
      delete(dir);
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
