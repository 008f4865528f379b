/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.util.List;
import java.util.Map;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/** Keeps entries as bytes, in the stores of a {@link StoreProvider}. */
public record ByteProviderType(StoreProvider provider) implements ProviderType {
  @Override
  public String type() {
    return provider.type();
  }

  @Override
  public List<ProviderSetting<?>> settings() {
    return provider.settings();
  }

  @Override
  public boolean keepsBytes() {
    return true;
  }

  @Override
  public boolean has(Class<?> facet) {
    return facet.isAssignableFrom(provider.storeType());
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    provider.check(name, settings);
  }

  @Override
  public StoreSource open(String name, Map<String, ?> settings) {
    return new ByteStoreSource(provider.open(name, settings));
  }

  /** Returns what creates stores on those of a factory. */
  public static StoreSource over(StoreFactory factory) {
    return new ByteStoreSource(factory);
  }

  private record ByteStoreSource(StoreFactory factory) implements StoreSource {
    @Override
    public <K, V> Store<K, V> create(StoreSpec<K, V> spec) {
      return new OptimisticStore<>(spec, factory.create(spec.context()));
    }

    @Override
    public Map<String, Object> check() {
      return factory.check();
    }

    @Override
    public void close() {
      factory.close();
    }
  }
}
