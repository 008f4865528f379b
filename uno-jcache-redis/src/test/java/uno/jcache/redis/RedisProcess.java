/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A redis-server of the test's own, on a free port, with nothing in it. It ends with the JVM at the
 * latest.
 */
public final class RedisProcess implements RedisServers {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final Path dir;
  private final List<String> command;
  private Process process;

  private RedisProcess(int port, Path dir, List<String> command) {
    this.port = port;
    this.dir = dir;
    this.command = command;
    this.process = launch();
  }

  /** Starts a server on a free port. */
  public static RedisProcess start(String... options) {
    try {
      return startAt(freePort(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server on this port. */
  public static RedisProcess startAt(int port, String... options) {
    Path dir = directory();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("redis-server", "--port", Integer.toString(port)));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    command.addAll(List.of("--dir", dir.toString()));
    command.addAll(List.of(options));
    return new RedisProcess(port, dir, command);
  }

  /** Starts one that watches over others, on a free port. */
  static RedisProcess startSentinel(String... configuration) {
    try {
      int port = freePort();
      Path dir = directory();
      Path file = dir.resolve("sentinel.conf");
      List<String> lines = new ArrayList<>();
      lines.addAll(List.of("port " + port, "bind 127.0.0.1", "dir " + dir));
      lines.addAll(List.of(configuration));
      Files.write(file, lines);
      return new RedisProcess(port, dir, List.of("redis-server", file.toString(), "--sentinel"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() {
    Process started = begin();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      boolean isTooLate = System.nanoTime() - end > 0;
      if (!started.isAlive() && !isTooLate && log().contains("Address already in use")) {
        started = begin(); // somebody's connection has the port, for a moment
      } else if (!started.isAlive() || isTooLate) {
        throw new AssertionError("redis-server did not start: " + log());
      }
      pause();
    }
    return started;
  }

  private Process begin() {
    Process started;
    try {
      started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new AssertionError(
          "These tests need redis-server. On Debian: apt-get install redis-server; or run ./test",
          e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    return started;
  }

  private String log() {
    try {
      return Files.readString(dir.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10); // another process tells nobody when it is ready
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the server answers. */
  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      int first = in.read();
      return first == '+' || first == '-'; // or wants a password first
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns its address. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Returns its port. */
  public int port() {
    return port;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("url", url());
  }

  @Override
  public List<RedisProcess> masters() {
    return List.of(this);
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void restart() {
    if (!process.isAlive()) {
      process = launch();
    }
  }

  /** Deletes the directory that it saves to. */
  void deleteDirectory() {
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it stand still, as SIGSTOP does. */
  public void pauseServer() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void continueServer() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + name + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends one command, and returns the first of what is answered. */
  public String command(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[65_536];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
