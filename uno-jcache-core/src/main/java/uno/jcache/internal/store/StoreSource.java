/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.Map;

/** Creates the stores of one provider. Safe for use by many threads. */
public interface StoreSource extends AutoCloseable {
  /**
   * Creates the store of a cache.
   *
   * @param <K> the type of keys
   * @param <V> the stored form of a value
   */
  <K, V> Store<K, V> create(StoreSpec<K, V> spec);

  /** As {@link uno.jcache.spi.StoreFactory#check}. */
  Map<String, Object> check();

  /** Releases what the stores share, after they are closed. Has no effect the second time. */
  @Override
  void close();
}
