/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A memcached of the test's own, on a free port, with nothing in it. It ends with the JVM at the
 * latest.
 */
public final class MemcachedProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final Path log;
  private final List<String> command;
  private Process process;

  private MemcachedProcess(int port, String... options) {
    this.port = port;
    this.command = new ArrayList<>();
    command.addAll(
        List.of("memcached", "-p", Integer.toString(port), "-l", "127.0.0.1", "-U", "0"));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "root")); // it refuses to run as root unless told so
    }
    command.addAll(List.of(options));
    try {
      this.log = Files.createTempFile("memcached", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process = launch();
  }

  /** Starts a server on a free port. */
  public static MemcachedProcess start(String... options) {
    return new MemcachedProcess(freePort(), options);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server on this port. */
  public static MemcachedProcess startAt(int port, String... options) {
    return new MemcachedProcess(port, options);
  }

  /** Starts several servers. */
  static List<MemcachedProcess> start(int count, String... options) {
    return IntStream.range(0, count).mapToObj(i -> start(options)).toList();
  }

  /** Returns the addresses of servers, as the setting takes them. */
  static String addresses(List<MemcachedProcess> servers) {
    return servers.stream().map(MemcachedProcess::address).collect(Collectors.joining(","));
  }

  private Process launch() {
    Process started = begin();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!command("version").startsWith("VERSION")) {
      if (!started.isAlive() || System.nanoTime() - end > 0) {
        throw new AssertionError("memcached did not start: " + log());
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
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new AssertionError(
          "These tests need memcached. On Debian: apt-get install memcached; or run ./test", e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    return started;
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10); // another process tells nobody when it is ready
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns its address. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Returns the settings of a provider that uses it, with a time-out for a busy machine. */
  Map<String, String> patientSettings() {
    return Map.of("servers", address(), "timeout", "5s");
  }

  /** Ends it, as kill -9 does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again after it was killed, with nothing in it. */
  void restart() {
    process = launch();
  }

  /** Lets it stand still, as SIGSTOP does. */
  void pauseServer() {
    signal("STOP");
  }

  /** Lets it go on. */
  void continueServer() {
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

  /** Sends one command of the text protocol, and returns the first of what is answered. */
  String command(String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[65_536];
      int length = in.read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.US_ASCII).trim();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
