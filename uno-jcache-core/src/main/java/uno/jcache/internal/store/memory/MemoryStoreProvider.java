/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import java.util.Map;
import uno.jcache.internal.store.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/** Keeps entries in the heap. */
public final class MemoryStoreProvider implements StoreProvider {
  /** Made by the service loader. */
  public MemoryStoreProvider() {}

  @Override
  public String type() {
    return "memory";
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    return new StoreFactory() {
      @Override
      public <K, V> Store<K, V> create(StoreContext<K, V> context) {
        return new MemoryStore<>(context);
      }
    };
  }
}
