/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import java.util.List;
import java.util.Map;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.spi.ProviderSetting;

/** Keeps entries in the heap. */
public final class MemoryProviderType implements ProviderType, StoreSource {
  /** The only instance, which has no state. */
  public static final MemoryProviderType INSTANCE = new MemoryProviderType();

  private MemoryProviderType() {}

  @Override
  public String type() {
    return "memory";
  }

  @Override
  public List<ProviderSetting<?>> settings() {
    return List.of();
  }

  @Override
  public boolean keepsBytes() {
    return false;
  }

  @Override
  public boolean has(Class<?> facet) {
    return false;
  }

  @Override
  public void check(String name, Map<String, ?> settings) {}

  @Override
  public StoreSource open(String name, Map<String, ?> settings) {
    return this;
  }

  @Override
  public <K, V> Store<K, V> create(StoreSpec<K, V> spec) {
    return new MemoryStore<>(spec);
  }

  @Override
  public Map<String, Object> check() {
    return Map.of();
  }

  @Override
  public void close() {}
}
