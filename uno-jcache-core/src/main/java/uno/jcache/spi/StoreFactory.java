/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.Map;
import uno.jcache.internal.store.Store;

/** Makes the stores of one provider. Safe for use by many threads. */
public interface StoreFactory extends AutoCloseable {
  /**
   * Makes a store.
   *
   * @param <K> the type of keys
   * @param <V> the stored form of a value
   */
  <K, V> Store<K, V> create(StoreContext<K, V> context);

  /**
   * Finds out whether stores can keep and find entries now.
   *
   * @return what there is to tell, such as the version of a server
   * @throws RuntimeException if they cannot; the message says why
   */
  default Map<String, Object> check() {
    return Map.of();
  }

  /** Gives back what the stores shared, after they are closed; does nothing the second time. */
  @Override
  default void close() {}
}
