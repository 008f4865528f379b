/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import java.util.Map;
import java.util.Set;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.store.StoreSpec;

/** Keeps entries in the heap. */
public final class MemoryProviderType implements ProviderType, StoreSource {
  /** The one of all managers: it has no state. */
  public static final MemoryProviderType INSTANCE = new MemoryProviderType();

  private MemoryProviderType() {}

  @Override
  public String type() {
    return "memory";
  }

  @Override
  public Set<String> settings() {
    return Set.of();
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of();
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
