/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.integration;

import java.util.Map;
import javax.cache.integration.CacheLoader;

/**
 * Wraps the application's loader. Rejects calls after the cache is closed: closing the cache closes
 * the loader, and a later call could reopen its connections. Keeps the loader open until calls in
 * progress have ended.
 */
public record LoaderGuard<K, V>(CacheLoader<K, V> loader, Use use) implements CacheLoader<K, V> {
  /** The use of the loader by one call. */
  public interface Use {
    /**
     * Begins the call.
     *
     * @throws IllegalStateException if the cache is closed
     */
    void begin();

    /** Ends the call. */
    void end();
  }

  /** The loader was not called, since its cache is closed. The loader has not failed. */
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
