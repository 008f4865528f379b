/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the server in a process of its own, as {@code ./run serve} does. */
final class RunningServer implements AutoCloseable {
  private final Path directory;
  private final Process process;
  private final BufferedReader output;

  private RunningServer(
      Path directory, List<String> flags, Map<String, String> environment, String... arguments)
      throws IOException {
    this.directory = directory;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ServerCommand.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("stderr").toFile());
    builder.environment().putAll(environment);
    this.process = builder.start();
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static RunningServer start(Path directory, String... arguments) throws IOException {
    return start(directory, Map.of(), arguments);
  }

  static RunningServer start(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    return new RunningServer(directory, List.of(), environment, arguments);
  }

  /** Starts it with options of the JVM. */
  static RunningServer start(Path directory, List<String> flags, String... arguments)
      throws IOException {
    return new RunningServer(directory, flags, Map.of(), arguments);
  }

  /** Waits for the line with the address. */
  URI uri() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("The server ended: " + errors());
    }
    return URI.create(line);
  }

  /** Ends it with SIGTERM; returns its exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return status();
  }

  /** Ends it with SIGKILL. */
  void kill() throws InterruptedException {
    Process unused = process.destroyForcibly();
    int unusedToo = status();
  }

  /** Waits for its end. */
  int status() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("The server did not end");
    }
    return process.exitValue();
  }

  String errors() throws IOException {
    return Files.readString(directory.resolve("stderr"));
  }

  @Override
  public void close() {
    Process unused = process.destroyForcibly();
  }
}
