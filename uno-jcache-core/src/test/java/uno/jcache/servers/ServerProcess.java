/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of the test's own, on a port of the loopback address, with nothing in it. It ends with
 * the JVM at the latest.
 */
public abstract class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String LOG = "log";

  private final int port;
  private final Path dir;
  private final List<String> command;
  private final Map<String, String> environment;
  private Process process;

  /** For subclasses, which start it by {@link #restart}. */
  protected ServerProcess(int port, Path dir, List<String> command) {
    this(port, dir, command, Map.of());
  }

  /**
   * For subclasses, which start it by {@link #restart}.
   *
   * @param dir the server's working directory, as {@link #newDirectory} returns it
   * @param environment variables that it gets besides those of this process
   */
  protected ServerProcess(
      int port, Path dir, List<String> command, Map<String, String> environment) {
    this.port = port;
    this.dir = dir;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
  }

  /** Returns a line to which the server replies, as soon as it is ready. */
  protected abstract String question();

  /** Returns whether this is how a server replies that is ready. */
  protected abstract boolean isAnswer(String answer);

  /** Returns the name of the program, which is that of its Debian package, too. */
  protected abstract String program();

  /** Returns a port that is free at the moment. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a new directory for a server. */
  protected static Path newDirectory() {
    try {
      return Files.createTempDirectory("server");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    Process started = begin();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      boolean isTooLate = System.nanoTime() - end > 0;
      if (!started.isAlive() && !isTooLate && log().contains("Address already in use")) {
        started = begin(); // somebody's connection has the port, for a moment
      } else if (!started.isAlive() || isTooLate) {
        throw new AssertionError(program() + " did not start: " + log());
      }
      pause();
    }
    return started;
  }

  private Process begin() {
    Process started;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve(LOG).toFile());
      builder.environment().putAll(environment);
      started = builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "These tests need "
              + program()
              + ". On Debian: apt-get install "
              + program()
              + "; or run ./test",
          e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    return started;
  }

  private String log() {
    try {
      return Files.readString(dir.resolve(LOG));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Waits a moment for a server: another process tells nobody when it is ready. */
  public static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() {
    try {
      return isAnswer(ask(question()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the port. */
  public final int port() {
    return port;
  }

  /** Returns the address, as {@code host:port}. */
  public final String address() {
    return "127.0.0.1:" + port;
  }

  /** Kills it, as kill -9 does. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again after it was killed, with nothing in it; waits until it is ready. */
  public void restart() {
    if (process == null || !process.isAlive()) {
      process = launch();
    }
  }

  /** Lets it stand still, as SIGSTOP does. It answers nothing any more when this returns. */
  public final void pauseServer() {
    ProcessSignals.stop(process);
  }

  /** Lets it go on. */
  public final void continueServer() {
    if (!ProcessSignals.resume(process)) {
      throw new AssertionError(program() + " has ended");
    }
  }

  /** Sends one line, and returns the first of what is answered. */
  public final String command(String line) {
    try {
      return ask(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ask(String line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[65_536];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8).trim();
    }
  }

  /** Deletes the directory, if it is still there, and what the server has written to it. */
  public final void deleteDirectory() {
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    deleteDirectory();
  }
}
