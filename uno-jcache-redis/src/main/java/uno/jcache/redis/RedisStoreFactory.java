/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import uno.jcache.spi.OptimisticStore;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;

/** Makes stores that share a connection. */
final class RedisStoreFactory implements StoreFactory {
  private final RedisServer server;

  RedisStoreFactory(RedisServer server) {
    this.server = server;
  }

  @Override
  public <K, V> Store<K, V> create(StoreContext<K, V> context) {
    return new OptimisticStore<>(context, new RedisByteStore(context, server));
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
  }
}
