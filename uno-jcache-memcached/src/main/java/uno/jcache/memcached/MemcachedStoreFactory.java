/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.LinkedHashMap;
import java.util.Map;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;

/** What the regions of a provider share: the connection, and the changes of other processes. */
final class MemcachedStoreFactory implements StoreFactory {
  private final MemcachedServers servers;
  private final ChangePoller poller;

  MemcachedStoreFactory(MemcachedServers servers) {
    this.servers = servers;
    this.poller = new ChangePoller(servers);
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
    poller.close();
    servers.close();
  }
}
