/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.remote.UnreachableCloser;

/**
 * Creates stores that share a connection. If the factory becomes unreachable without having been
 * closed, the connection is shut down.
 */
final class RedisStoreFactory implements StoreFactory {
  private final RedisServer server;
  private final UnreachableCloser whenUnreachable;

  RedisStoreFactory(RedisServer server) {
    this.server = server;
    this.whenUnreachable =
        UnreachableCloser.register(
            this, server::close, "uno-jcache-redis-end", RedisStoreFactory.class);
  }

  @Override
  public ByteStore create(StoreContext context) {
    return new RedisByteStore(context, server);
  }

  @Override
  public Map<String, Object> check() {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("servers", server.settings().servers());
    found.put("version", server.check().text());
    return found;
  }

  @Override
  public void close() {
    server.close();
    whenUnreachable.closed();
  }
}
