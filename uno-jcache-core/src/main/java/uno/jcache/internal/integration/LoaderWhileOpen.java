/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.integration;

import java.util.Map;
import javax.cache.integration.CacheLoader;

/**
 * A loader of the application's, which is not called any more once its cache is closed: that closes
 * it, and one that is used after would open its connections again.
 *
 * @param requireOpen throws if the cache is closed
 */
public record LoaderWhileOpen<K, V>(CacheLoader<K, V> loader, Runnable requireOpen)
    implements CacheLoader<K, V> {
  @Override
  public V load(K key) {
    requireOpen.run();
    return loader.load(key);
  }

  @Override
  public Map<K, V> loadAll(Iterable<? extends K> keys) {
    requireOpen.run();
    return loader.loadAll(keys);
  }
}
