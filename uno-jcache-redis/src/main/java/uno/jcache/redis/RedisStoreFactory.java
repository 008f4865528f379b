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
    long sent = System.currentTimeMillis();
    Map<String, String> info = server.check();
    long answered = System.currentTimeMillis();
    found.put("version", info.getOrDefault("redis_version", RedisVersion.UNKNOWN));
    long now = Long.parseLong(info.getOrDefault("time", "0"));
    found.put("clockAheadMillis", now - Math.max(sent, Math.min(now, answered)));
    copy(info, "maxmemory", found, "maximumBytes");
    copy(info, "maxmemory_policy", found, "evictionPolicy");
    copy(info, "aof_enabled", found, "appendOnly");
    return found;
  }

  private static void copy(
      Map<String, String> info, String name, Map<String, Object> found, String ours) {
    String value = info.get(name);
    if (value != null) {
      found.put(ours, value);
    }
  }

  @Override
  public void close() {
    server.close();
    whenUnreachable.closed();
  }
}
