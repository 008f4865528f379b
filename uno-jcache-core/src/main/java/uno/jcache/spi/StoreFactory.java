/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.Map;

/** Creates the stores of one provider. Safe for use by many threads. */
public interface StoreFactory extends AutoCloseable {
  /**
   * Creates the store of a region: of the class that {@link StoreProvider#storeType} returns.
   *
   * @throws javax.cache.CacheException if the region cannot be opened
   */
  ByteStore create(StoreContext context);

  /**
   * Checks whether stores can keep and find entries now.
   *
   * @return facts for operators, such as the version of a server
   * @throws RuntimeException if they cannot; the message says why
   */
  default Map<String, Object> check() {
    return Map.of();
  }

  /**
   * Releases what the stores shared; called after they are closed. Has no effect the second time.
   */
  @Override
  default void close() {}
}
