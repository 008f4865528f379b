/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of three masters, each with a third of the slots, of the test's own. Those that live go
 * on where one is gone.
 */
public final class RedisCluster implements RedisServers {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;

  /** How far the port lies at which servers talk to each other from that of their clients. */
  private static final int BUS = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<RedisProcess> masters = new ArrayList<>();

  private RedisCluster(List<Integer> ports) {
    for (int port : ports) {
      masters.add(
          RedisProcess.startAt(
              port,
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "1000",
              "--cluster-require-full-coverage",
              "no"));
    }
    for (int i = 0; i < MASTERS; i++) {
      expect("+OK", masters.get(i), "CLUSTER ADDSLOTS " + slots(i));
      expect("+OK", masters.get(i), "CLUSTER SET-CONFIG-EPOCH " + (i + 1)); // or they argue
      expect("+OK", masters.get(i), "CLUSTER MEET 127.0.0.1 " + ports.get(0));
    }
    awaitAgreement();
  }

  /** Starts a cluster on free ports. */
  public static RedisCluster start() {
    Set<Integer> ports = new HashSet<>();
    while (ports.size() < MASTERS) {
      // Below those that systems give to outgoing connections, which come at any time.
      int port = ThreadLocalRandom.current().nextInt(12_000, 22_000);
      if (isFree(port) && isFree(port + BUS)) {
        ports.add(port);
      }
    }
    return startAt(List.copyOf(ports));
  }

  /** Starts a cluster on these ports, three of them. */
  public static RedisCluster startAt(List<Integer> ports) {
    if (ports.size() != MASTERS) {
      throw new IllegalArgumentException("A cluster takes " + MASTERS + " ports, not " + ports);
    }
    return new RedisCluster(ports);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort() == port;
    } catch (IOException e) {
      return false;
    }
  }

  private static String slots(int master) {
    return IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }

  private static void expect(String answer, RedisProcess master, String command) {
    String said = master.command(command);
    if (!said.equals(answer)) {
      throw new AssertionError(command + " was answered by " + said);
    }
  }

  /** Waits until each knows all and thinks that all is well. */
  private void awaitAgreement() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (RedisProcess master : masters) {
      while (!isWell(master.command("CLUSTER INFO"), master.command("CLUSTER NODES"))) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError(
              "The cluster does not come together: " + master.command("CLUSTER NODES"));
        }
        RedisProcess.pause();
      }
    }
  }

  private static boolean isWell(String info, String nodes) {
    return info.contains("cluster_state:ok")
        && info.contains("cluster_slots_ok:" + SLOTS)
        && info.contains("cluster_known_nodes:" + MASTERS)
        && !nodes.contains("fail")
        && !nodes.contains("handshake")
        && !nodes.contains("disconnected");
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("mode", "cluster", "url", url());
  }

  /** Returns the addresses, with commas between. */
  public String url() {
    return masters.stream().map(RedisProcess::url).collect(Collectors.joining(","));
  }

  @Override
  public List<RedisProcess> masters() {
    return List.copyOf(masters);
  }

  /** Returns who has a key. */
  public RedisProcess masterOf(String key) {
    int slot = Integer.parseInt(masters.get(0).command("CLUSTER KEYSLOT " + key).substring(1));
    int master = MASTERS - 1;
    while (slot < SLOTS * master / MASTERS) {
      master--;
    }
    return masters.get(master);
  }

  @Override
  public void kill() {
    masters.forEach(RedisProcess::kill);
  }

  @Override
  public void restart() {
    masters.forEach(RedisProcess::restart);
    awaitAgreement();
  }
}
