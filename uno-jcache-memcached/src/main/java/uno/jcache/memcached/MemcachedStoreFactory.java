/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.LinkedHashMap;
import java.util.Map;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.remote.UnreachableCloser;

/**
 * Creates stores that share the connections and the thread that receives changes of other
 * processes. If the factory becomes unreachable without having been closed, the connections are
 * closed and the thread ends.
 */
final class MemcachedStoreFactory implements StoreFactory {
  private final MemcachedServers servers;
  private final ChangePoller poller;
  private final UnreachableCloser whenUnreachable;

  MemcachedStoreFactory(MemcachedServers servers) {
    this.servers = servers;
    this.poller = new ChangePoller(servers);
    this.whenUnreachable =
        UnreachableCloser.register(
            this,
            new Closing(servers, poller),
            "uno-jcache-memcached-end",
            MemcachedStoreFactory.class);
  }

  /**
   * Closes what the stores share. Must not refer to the factory, which would then never become
   * unreachable.
   */
  private record Closing(MemcachedServers servers, ChangePoller poller) implements Runnable {
    @Override
    public void run() {
      poller.close();
      servers.close();
    }
  }

  @Override
  public ByteStore create(StoreContext context) {
    return new MemcachedByteStore(context, servers, poller);
  }

  @Override
  public Map<String, Object> check() {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("servers", servers.settings().servers());
    found.putAll(servers.versions());
    return found;
  }

  @Override
  public void close() {
    new Closing(servers, poller).run();
    whenUnreachable.closed();
  }
}
