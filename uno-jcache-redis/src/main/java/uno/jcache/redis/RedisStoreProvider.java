/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.List;
import java.util.Map;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/**
 * Keeps the entries of regions in Redis, where all processes with the same server, namespace and
 * region share them. The type of this provider is {@code redis}; {@code docs/redis.md} lists its
 * settings.
 */
public final class RedisStoreProvider implements StoreProvider {
  /** Called by the service loader. */
  public RedisStoreProvider() {}

  @Override
  public String type() {
    return "redis";
  }

  @Override
  public Class<RedisByteStore> storeType() {
    return RedisByteStore.class;
  }

  @Override
  public List<ProviderSetting<?>> settings() {
    return RedisSettings.ALL;
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    RedisSettings unused = RedisSettings.of(name, settings);
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    return new RedisStoreFactory(new RedisServer(name, RedisSettings.of(name, settings)));
  }
}
