/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * On what the measurements were made.
 *
 * @param date the day
 * @param jdk the JVM and its version
 * @param cpu the model and number of processors
 * @param versions the versions of what is measured, by the ids of the implementations
 */
record Environment(String date, String jdk, String cpu, Properties versions) {

  static Environment current() {
    return new Environment(
        LocalDate.now(ZoneOffset.UTC).toString(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        cpuModel() + ", " + Runtime.getRuntime().availableProcessors() + " processors",
        readVersions());
  }

  String version(Implementation implementation) {
    return versions.getProperty(implementation.id());
  }

  String jmhVersion() {
    return versions.getProperty("jmh");
  }

  private static Properties readVersions() {
    Properties versions = new Properties();
    try (InputStream resource = Environment.class.getResourceAsStream("/versions.properties")) {
      versions.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(Environment::architecture);
    } catch (IOException e) {
      // Not Linux.
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }
}
