/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import uno.jcache.servers.ProcessSignals;

/** A {@link Node} in a process of its own, which ends with this one at the latest. */
final class NodeProcess implements AutoCloseable {
  private final int number;
  private final Process process;
  private final BufferedReader lines;
  private volatile boolean killed;

  NodeProcess(int number, Map<String, String> settings, Path records) throws IOException {
    this.number = number;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Node.class.getName()));
    command.addAll(List.of(Integer.toString(number), records.toString()));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.lines = process.inputReader(StandardCharsets.UTF_8);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  int number() {
    return number;
  }

  /** Says something to the node; what it answers is none if it is killed meanwhile. */
  CompletableFuture<List<String>> ask(String command) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            process.outputWriter(StandardCharsets.UTF_8).write(command + "\n");
            process.outputWriter(StandardCharsets.UTF_8).flush();
            return answer();
          } catch (IOException e) {
            if (killed) {
              return List.of();
            }
            throw new UncheckedIOException("node " + number + ": " + command, e);
          }
        },
        task -> new Thread(task, "node-" + number).start());
  }

  private List<String> answer() throws IOException {
    List<String> answer = new ArrayList<>();
    String line;
    while ((line = lines.readLine()) != null) {
      if (line.equals("end")) {
        return answer;
      }
      answer.add(line);
    }
    if (killed) {
      return List.of();
    }
    throw new IOException("the node ended");
  }

  boolean isKilled() {
    return killed;
  }

  /** Kills it, as kill -9 does. */
  void kill() {
    killed = true;
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  /** Lets it stand still. */
  void stop() {
    ProcessSignals.stop(process);
  }

  /** Lets it go on, if it was not killed. */
  void resume() {
    var unused = ProcessSignals.resume(process);
  }

  @Override
  public void close() {
    kill();
  }
}
