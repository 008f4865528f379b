/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreProvider;

/** Makes stores that keep their entries in the heap. */
public final class MemoryStoreProvider implements StoreProvider {
  /** Made by the service loader. */
  public MemoryStoreProvider() {}

  @Override
  public String type() {
    return "memory";
  }

  @Override
  public <K, V> Store<K, V> create(StoreContext<K, V> context) {
    return new MemoryStore<>(context);
  }
}
