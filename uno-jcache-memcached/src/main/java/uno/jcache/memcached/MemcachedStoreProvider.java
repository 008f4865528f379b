/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.List;
import java.util.Map;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/**
 * Keeps the entries of regions in Memcached, where all processes that name the same servers,
 * namespace and region share them. The type of this provider is {@code memcached}; {@code
 * docs/memcached.md} lists its settings.
 */
public final class MemcachedStoreProvider implements StoreProvider {
  /** Called by the service loader. */
  public MemcachedStoreProvider() {}

  @Override
  public String type() {
    return "memcached";
  }

  @Override
  public Class<MemcachedByteStore> storeType() {
    return MemcachedByteStore.class;
  }

  @Override
  public List<ProviderSetting<?>> settings() {
    return MemcachedSettings.ALL;
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    MemcachedSettings unused = MemcachedSettings.of(name, settings);
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    return new MemcachedStoreFactory(
        new MemcachedServers(name, MemcachedSettings.of(name, settings)));
  }
}
