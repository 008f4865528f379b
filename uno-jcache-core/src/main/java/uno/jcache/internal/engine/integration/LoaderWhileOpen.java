/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.integration;

import java.util.Map;
import javax.cache.integration.CacheLoader;

/**
 * A loader of the application's, which is not called any more once its cache is closed: that closes
 * it, and one that is used after would open its connections again. Nor is it closed while it loads.
 */
public record LoaderWhileOpen<K, V>(CacheLoader<K, V> loader, Use use)
    implements CacheLoader<K, V> {
  /** The use of the loader by one call. */
  public interface Use {
    /**
     * The call begins.
     *
     * @throws IllegalStateException if the cache is closed
     */
    void begin();

    /** The call has ended. */
    void end();
  }

  /** The loader was not called, as its cache is closed: the loader has not failed. */
  static final class NotCalledException extends IllegalStateException {
    NotCalledException(String message) {
      super(message);
    }
  }

  private void begin() {
    try {
      use.begin();
    } catch (IllegalStateException e) {
      throw new NotCalledException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public V load(K key) {
    begin();
    try {
      return loader.load(key);
    } finally {
      use.end();
    }
  }

  @Override
  public Map<K, V> loadAll(Iterable<? extends K> keys) {
    begin();
    try {
      return loader.loadAll(keys);
    } finally {
      use.end();
    }
  }
}
