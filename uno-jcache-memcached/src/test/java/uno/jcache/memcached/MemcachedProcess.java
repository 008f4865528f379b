/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import uno.jcache.servers.ServerProcess;

/** A memcached of the test's own. */
public final class MemcachedProcess extends ServerProcess {
  private MemcachedProcess(
      int port, Path dir, List<String> command, Map<String, String> environment) {
    super(port, dir, command, environment);
    restart();
  }

  /** Starts a server on a free port. */
  public static MemcachedProcess start(String... options) {
    return startAt(freePort(), options);
  }

  /** Starts a server on this port. */
  public static MemcachedProcess startAt(int port, String... options) {
    return start(port, Map.of(), options);
  }

  /** Starts a server with an environment, on a free port. */
  static MemcachedProcess startWith(Map<String, String> environment, String... options) {
    return start(freePort(), environment, options);
  }

  private static MemcachedProcess start(
      int port, Map<String, String> environment, String... options) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("memcached", "-p", Integer.toString(port), "-l", "127.0.0.1", "-U", "0"));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "root")); // it refuses to run as root unless told so
    }
    command.addAll(List.of(options));
    return new MemcachedProcess(port, newDirectory(), command, environment);
  }

  /** Starts several servers. */
  public static List<MemcachedProcess> start(int count, String... options) {
    return IntStream.range(0, count).mapToObj(i -> start(options)).toList();
  }

  /** Returns the addresses of servers, as the setting takes them. */
  public static String addresses(List<MemcachedProcess> servers) {
    return servers.stream().map(MemcachedProcess::address).collect(Collectors.joining(","));
  }

  /** So long that one which expects a binary header, and first a password, refuses it. */
  @Override
  protected String question() {
    return "version" + " ".repeat(24);
  }

  @Override
  protected boolean isAnswer(String answer) {
    return answer.startsWith("VERSION") || answer.isEmpty(); // the latter if it wants a password
  }

  @Override
  protected String program() {
    return "memcached";
  }

  /** Returns the settings of a provider that uses it, with a time-out for a busy machine. */
  Map<String, String> patientSettings() {
    return Map.of("servers", address(), "timeout", "5s");
  }
}
