/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Map;
import uno.jcache.UnoCacheManager;
import uno.jcache.memcached.MemcachedProcess;
import uno.jcache.redis.RedisProcess;
import uno.jcache.servers.ServerProcess;

/** A server that processes share, and what is asked of a store on it. */
enum SharedServer {
  REDIS(400, "≤ 100 ms, ≤ 500 ms", 2_000, "p50 ≤ 1.5 round trips, p99 ≤ 10 ms"),
  MEMCACHED(300, "≤ 1,500 ms", 400, "p99 ≤ 60 ms, which is the poll and 10 ms");

  private final long timeoutMillis;
  private final String recoveryBar;
  private final int deliveries;
  private final String deliveryBar;

  SharedServer(long timeoutMillis, String recoveryBar, int deliveries, String deliveryBar) {
    this.timeoutMillis = timeoutMillis;
    this.recoveryBar = recoveryBar;
    this.deliveries = deliveries;
    this.deliveryBar = deliveryBar;
  }

  /** Starts a server. */
  ServerProcess start() {
    return (this == REDIS) ? RedisProcess.start() : MemcachedProcess.start();
  }

  /** Opens a manager on a server, as that of a process of its own. */
  UnoCacheManager open(ServerProcess server) {
    return (this == REDIS)
        ? SharedNode.open("redis://" + server.address(), Map.of())
        : SharedNode.open(Map.of("type", "memcached", "servers", server.address()));
  }

  /** Returns the time-out of the provider, if nothing else is said. */
  long timeoutMillis() {
    return timeoutMillis;
  }

  /** Returns how long it may take until all is well again. */
  String recoveryBar() {
    return recoveryBar;
  }

  /** Returns how many changes are followed to another process. */
  int deliveries() {
    return deliveries;
  }

  /** Returns how long they may take. */
  String deliveryBar() {
    return deliveryBar;
  }
}
