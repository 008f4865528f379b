/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.Map;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;

/**
 * Creates stores that share a connection. If the factory becomes unreachable without having been
 * closed, the connection is shut down.
 */
final class RedisStoreFactory implements StoreFactory {
  private static final Cleaner CLEANER = Cleaner.create();

  private final RedisServer server;
  private final Cleaner.Cleanable whenUnreachable;

  RedisStoreFactory(RedisServer server) {
    this.server = server;
    this.whenUnreachable = CLEANER.register(this, new CloseUnreachable(server));
  }

  /** Must not reference the factory. */
  private record CloseUnreachable(RedisServer server) implements Runnable {
    /** In a separate thread, so as not to block the cleaner. */
    @Override
    public void run() {
      if (!server.isClosed()) {
        OwnThreads.newThread("uno-jcache-redis-end", server::close).start();
      }
    }
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
    whenUnreachable.clean(); // or the cleaner would keep referencing the server
  }
}
