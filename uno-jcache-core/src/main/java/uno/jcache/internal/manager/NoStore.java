/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.EntryCursor;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoredEntry;
import uno.jcache.spi.Transition;

/**
 * Keeps nothing, as if each entry were evicted at once: in the place of a cache's store while
 * caching is disabled. So reads miss and writes go through by the same rules as ever.
 */
final class NoStore<K, V> implements Store<K, V> {
  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    return null;
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    return null;
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    return transition.decide(null).result();
  }

  @Override
  public EntryCursor<K, V> scan() {
    return new EntryCursor<>() {
      @Override
      public boolean advance() {
        return false;
      }

      @Override
      public K key() {
        throw new IllegalStateException("There is no entry");
      }

      @Override
      public StoredEntry<V> entry() {
        throw new IllegalStateException("There is no entry");
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void clear() {}

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void setMaximum(long maximum) {}

  @Override
  public void close() {}
}
