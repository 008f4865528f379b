/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * A contender in a JVM of its own, which measures when it is asked to: so several can take turns,
 * and each is compiled for what it does itself.
 */
final class RedisFork implements AutoCloseable {
  private static final List<String> JVM_ARGUMENTS =
      List.of("-XX:+UseG1GC", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private final RedisContender contender;
  private final Process process;
  private final PrintWriter orders;
  private final BufferedReader answers;

  private RedisFork(RedisContender contender, Process process) {
    this.contender = contender;
    this.process = process;
    this.orders = new PrintWriter(process.outputWriter(), true);
    this.answers = process.inputReader();
  }

  /** Starts one, and waits until it has loaded its entries and warmed up. */
  static RedisFork start(RedisContender contender, String url) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(JVM_ARGUMENTS);
    builder
        .command()
        .addAll(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                RedisWorker.class.getName(),
                contender.name(),
                url));
    RedisFork fork =
        new RedisFork(contender, builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    String unused = fork.answer();
    return fork;
  }

  /** Returns what a reader of the results should know. */
  static String description() {
    return String.join(" ", JVM_ARGUMENTS);
  }

  RedisContender contender() {
    return contender;
  }

  double measure(RedisRow row, long millis) throws IOException {
    orders.println(row.name() + " " + millis);
    return Double.parseDouble(answer());
  }

  private String answer() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(contender + " ended by itself");
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
