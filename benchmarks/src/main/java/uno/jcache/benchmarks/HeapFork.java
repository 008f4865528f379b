/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Measures the heap per entry of one implementation in a JVM of its own. */
final class HeapFork {
  /** A collector that moves everything together, so that what is used is exactly what is live. */
  private static final List<String> JVM_ARGUMENTS = List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g");

  private HeapFork() {}

  /** Returns what a reader of the results should know of a fork. */
  static String description() {
    return HeapFootprint.ENTRIES + " entries, " + String.join(" ", JVM_ARGUMENTS);
  }

  static Sample run(Row.Heap row, Implementation implementation, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(JVM_ARGUMENTS);
    builder
        .command()
        .addAll(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                HeapFootprint.class.getName(),
                implementation.name(),
                row.expiry().name()));
    Process process = builder.redirectError(log.toFile()).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("The measurement of the heap ended with status " + status);
    }
    return new Sample(1, row, implementation, Double.parseDouble(output), 0);
  }
}
