/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import javax.cache.Cache;

/**
 * A cache of Uno JCache, as its manager returns it or as {@link Cache#unwrap} does.
 *
 * <p>Safe for use by many threads. Single-key operations are atomic; {@code putAll}, {@code
 * removeAll} and {@code invokeAll} are atomic for each key. Keys and values are never null.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface UnoCache<K, V> extends Cache<K, V> {
  @Override
  UnoCacheManager getCacheManager();

  /**
   * Returns a copy of the configuration as it is now, with what the manager's configuration said.
   */
  UnoConfiguration<K, V> getConfiguration();
}
