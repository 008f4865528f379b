/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import uno.jcache.endurance.Fault;
import uno.jcache.endurance.TestedServers;
import uno.jcache.endurance.Weather;
import uno.jcache.endurance.Weather.Losses;
import uno.jcache.servers.FaultyProxy;

/**
 * Servers, the networks in front of them, and what goes wrong. One server has a network for each
 * process. In a ring, all processes must name a server in the same way, so each server has one
 * network.
 */
public final class FaultyMemcached implements TestedServers {
  private static final Duration MAX_STALENESS = Duration.ofMillis(500);

  /** In MiB: as little as lets a few items evict the others. */
  private static final String MEMORY = "8";

  private static final int JUNK = 100_000;

  private final List<MemcachedProcess> servers;
  private final List<FaultyProxy> networks;

  private FaultyMemcached(int servers) {
    this.servers = MemcachedProcess.start(servers, "-m", MEMORY);
    this.networks =
        (servers == 1)
            ? IntStream.range(0, PROCESSES).mapToObj(i -> networkOf(0)).toList()
            : IntStream.range(0, servers).mapToObj(this::networkOf).toList();
  }

  private FaultyProxy networkOf(int server) {
    return new FaultyProxy(servers.get(server).port());
  }

  /** Starts one server. */
  public static FaultyMemcached server() {
    return new FaultyMemcached(1);
  }

  /** Starts a ring of three. */
  public static FaultyMemcached ring() {
    return new FaultyMemcached(3);
  }

  @Override
  public Map<String, String> settings(int process) {
    List<FaultyProxy> ofProcess = (servers.size() == 1) ? List.of(networks.get(process)) : networks;
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("type", "memcached");
    settings.put(
        "servers", ofProcess.stream().map(FaultyProxy::address).collect(Collectors.joining(",")));
    return settings;
  }

  @Override
  public List<FaultyProxy> networks() {
    return networks;
  }

  /** The first bytes of a compare-and-set: a request, which sets, whose key is short. */
  @Override
  public String change() {
    return "\u0080\u0001\0";
  }

  @Override
  public Duration maxStaleness() {
    return MAX_STALENESS;
  }

  @Override
  public List<Weather> weathers() {
    List<Fault> cut = Weather.each(networks, Fault::cut);
    List<Fault> killed = Weather.each(servers, Fault::killed);
    List<Fault> filled =
        Weather.each(servers, server -> new Fault("Memory filled", random -> fill(server, random)));
    return List.of(
        Weather.of("connections cut", cut),
        Weather.of("server stopped", Weather.each(servers, Fault::stopped)),
        new Weather("server killed", Losses.NOTICED, Weather.oneOf(cut, killed)),
        new Weather("memory filled", Losses.UNNOTICED, filled));
  }

  /** Stores so much that the server evicts other items, of all small sizes. */
  private static void fill(MemcachedProcess server, SplittableRandom random) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      for (int i = 0; i < JUNK; i++) {
        String value = "x".repeat(random.nextInt(20, 200));
        out.write(
            ("set junk:" + i + " 0 0 " + value.length() + " noreply\r\n" + value + "\r\n")
                .getBytes(US_ASCII));
      }
      out.write("version\r\n".getBytes(US_ASCII));
      out.flush();
      int unused = socket.getInputStream().read(); // all is stored
    }
  }

  @Override
  public void close() {
    networks.forEach(FaultyProxy::close);
    servers.forEach(MemcachedProcess::close);
  }
}
