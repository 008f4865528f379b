/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisClient;
import org.redisson.connection.ConnectionManager;
import org.redisson.connection.MasterSlaveEntry;

/** Finds the node of a key, which may change in a cluster. Safe for use by many threads. */
final class NodeRouter {
  private final Node.Sender sender;
  private final Node all;
  private final @Nullable ConnectionManager cluster;
  private final Map<RedisClient, Node> known = new ConcurrentHashMap<>();

  /**
   * Creates a router for the servers of a connection.
   *
   * @param names their addresses, for messages
   * @param namespaceKey a key that one of them has
   * @param cluster maps slots to servers; null without a cluster
   * @param sender sends commands to any of them
   */
  NodeRouter(
      String names, String namespaceKey, @Nullable ConnectionManager cluster, Node.Sender sender) {
    this.sender = sender;
    this.all = new Node(names, namespaceKey, sender);
    this.cluster = cluster;
  }

  /** Returns the node for calls that are not bound to one server. */
  Node all() {
    return all;
  }

  /** Returns the node that has a key. Call only when connected. */
  Node of(String redisKey) {
    MasterSlaveEntry entry = (cluster == null) ? null : cluster.getEntry(redisKey);
    if (entry == null) {
      return all; // no cluster, or a slot without a server now: the call will fail
    }
    RedisClient master = entry.getClient();
    Node node = known.get(master);
    if (node == null) {
      known.keySet().removeIf(RedisClient::isShutdown);
      node = known.computeIfAbsent(master, client -> new Node(name(client), redisKey, sender));
    }
    return node;
  }

  private String name(RedisClient client) {
    InetSocketAddress address = client.getAddr();
    return address.getHostString() + ":" + address.getPort() + " of " + all.name();
  }

  /** Returns whether the circuit breakers of all nodes are closed. */
  boolean areInService() {
    return all.breaker().refusal() == null
        && known.values().stream().allMatch(node -> node.breaker().refusal() == null);
  }
}
