/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Removal;

/**
 * A far store, where the cost is that of the call, and several entries cost little more than one.
 * So each operation is written once, for several entries; a single entry is a list of one.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public abstract class BulkStore<K, V> implements Store<K, V> {
  /** For subclasses. */
  protected BulkStore() {}

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    return getAll(List.of(key), dead).get(key);
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    return read(key);
  }

  @Override
  public @Nullable StoredEntry<V> read(K key) {
    return readAll(List.of(key)).get(key);
  }

  @Override
  @SuppressWarnings("NullAway") // the result is null where that of the transition is
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    return computeAll(Map.of(key, transition)).get(key);
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    putAll(Map.of(key, value), expiry);
  }

  @Override
  public abstract int batch();

  @Override
  public abstract Map<K, V> getAll(Collection<? extends K> keys, Consumer<? super K> dead);

  @Override
  public abstract Map<K, StoredEntry<V>> readAll(Collection<? extends K> keys);

  @Override
  public abstract <R extends @Nullable Object> Map<K, R> computeAll(
      Map<K, ? extends Transition<V, R>> transitions);

  @Override
  public abstract void putAll(Map<K, V> values, Expiry expiry);

  @Override
  public abstract Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry);
}
