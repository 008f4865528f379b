/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import uno.jcache.servers.ServerProcess;

/** A redis-server of the test's own. */
public final class RedisProcess extends ServerProcess implements RedisServers {
  private RedisProcess(int port, Path dir, List<String> command) {
    super(port, dir, command);
    restart();
  }

  /** Starts a server on a free port. */
  public static RedisProcess start(String... options) {
    return startAt(freePort(), options);
  }

  /** Starts a server on this port. */
  public static RedisProcess startAt(int port, String... options) {
    Path dir = newDirectory();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("redis-server", "--port", Integer.toString(port)));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    command.addAll(List.of("--dir", dir.toString()));
    command.addAll(List.of(options));
    return new RedisProcess(port, dir, command);
  }

  /** Starts one that watches over others, on a free port. */
  static RedisProcess startSentinel(String... configuration) {
    int port = freePort();
    Path dir = newDirectory();
    Path file = dir.resolve("sentinel.conf");
    List<String> lines = new ArrayList<>();
    lines.addAll(List.of("port " + port, "bind 127.0.0.1", "dir " + dir));
    lines.addAll(List.of(configuration));
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RedisProcess(port, dir, List.of("redis-server", file.toString(), "--sentinel"));
  }

  @Override
  protected String question() {
    return "PING";
  }

  @Override
  protected boolean isAnswer(String answer) {
    return answer.startsWith("+") || answer.startsWith("-"); // or wants a password first
  }

  @Override
  protected String program() {
    return "redis-server";
  }

  /** Returns its address. */
  public String url() {
    return "redis://" + address();
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
  public void close() {
    super.close();
  }
}
