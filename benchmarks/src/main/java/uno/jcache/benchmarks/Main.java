/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command: measures what its arguments ask for, and prints the table. */
final class Main {
  private Main() {}

  public static void main(String[] commandLine) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Arguments arguments;
    Plan plan;
    try {
      arguments = Arguments.parse(commandLine);
      plan = Plan.of(arguments.rows());
    } catch (IllegalArgumentException e) {
      progress.println(e.getMessage());
      progress.print(Arguments.USAGE);
      System.exit(2);
      return;
    }
    if (arguments.help()) {
      out.print(Arguments.USAGE);
      out.println("Rows:");
      plan.shown().forEach(row -> out.println("  " + row.id()));
      return;
    }

    Path log = log();
    Driver driver =
        new Driver(plan, arguments.implementations(), arguments.rounds(), log, progress);
    Results results = JmhLock.run(driver, progress);

    Environment environment = Environment.current();
    String table = Table.write(plan, results, environment, arguments);
    if (arguments.json().isPresent()) {
      Files.writeString(
          arguments.json().get(),
          Json.write(results, environment, arguments),
          StandardCharsets.UTF_8);
    }
    if (arguments.out().isPresent()) {
      Files.writeString(arguments.out().get(), table, StandardCharsets.UTF_8);
    }
    out.print(table);
    if (driver.failed() > 0) {
      progress.println(driver.failed() + " measurements failed");
      System.exit(1);
    }
  }

  /** Returns where the output of a JVM goes, to be shown should it fail. */
  private static Path log() throws IOException {
    String log = System.getProperty("benchmarks.log");
    return (log == null) ? Files.createTempFile("benchmarks", ".log") : Path.of(log);
  }
}
