/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;

/** A cache as a map. Each method calls operations of the cache. */
@SuppressWarnings("unchecked") // a map looks up keys and values of any type
final class MapView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
  private final UnoCache<K, V> cache;

  MapView(UnoCache<K, V> cache) {
    this.cache = cache;
  }

  @Override
  public @Nullable V get(Object key) {
    return cache.get((K) key);
  }

  @Override
  public boolean containsKey(Object key) {
    return cache.containsKey((K) key);
  }

  @Override
  public V getOrDefault(Object key, V defaultValue) {
    V value = get(key);
    return (value == null) ? defaultValue : value;
  }

  @Override
  public int size() {
    return (int) Math.min(Integer.MAX_VALUE, cache.size());
  }

  @Override
  public boolean isEmpty() {
    try (Stream<K> keys = cache.keys()) { // which closes the cursor, as an iterator would not
      return keys.findAny().isEmpty();
    }
  }

  @Override
  public @Nullable V put(K key, V value) {
    return cache.getAndPut(key, value);
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    cache.putAll(map);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    requireNonNull(value, "value");
    V[] old = (V[]) new Object[1];
    V unused =
        compute(
            key,
            (same, current) -> {
              old[0] = current;
              return (current == null) ? value : current;
            });
    return old[0];
  }

  @Override
  public @Nullable V remove(Object key) {
    return cache.getAndRemove((K) key);
  }

  @Override
  public boolean remove(Object key, Object value) {
    return cache.remove((K) key, (V) value);
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return cache.getAndReplace(key, value);
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    return cache.replace(key, oldValue, newValue);
  }

  @Override
  public void clear() {
    cache.removeAll();
  }

  // ---- by entry processors

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    try {
      return cache.invoke(
          key,
          (entry, arguments) -> {
            V current = entry.exists() ? entry.getValue() : null;
            V next = function.apply(key, current);
            if (next != null && next != current) {
              entry.setValue(next);
            } else if (next == null && current != null) {
              entry.remove();
            }
            return next;
          });
    } catch (EntryProcessorException e) {
      throw (e.getCause() instanceof RuntimeException cause) ? cause : e;
    }
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    return compute(key, (same, current) -> (current == null) ? function.apply(key) : current);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    requireNonNull(function, "function");
    return compute(key, (same, current) -> (current == null) ? null : function.apply(key, current));
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    requireNonNull(value, "value");
    requireNonNull(function, "function");
    return compute(
        key, (same, current) -> (current == null) ? value : function.apply(current, value));
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    cache
        .keys()
        .forEach(key -> computeIfPresent(key, (same, current) -> function.apply(key, current)));
  }

  // ---- views

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new EntryIterator<>(cache, cache.iterator());
      }

      @Override
      public int size() {
        return MapView.this.size();
      }
    };
  }

  private record EntryIterator<K, V>(Cache<K, V> cache, Iterator<Cache.Entry<K, V>> found)
      implements Iterator<Map.Entry<K, V>> {
    @Override
    public boolean hasNext() {
      return found.hasNext();
    }

    @Override
    public Map.Entry<K, V> next() {
      Cache.Entry<K, V> entry = found.next();
      return new SimpleEntry<>(entry.getKey(), entry.getValue()) {
        @Override
        public V setValue(V value) {
          cache.put(getKey(), value);
          return super.setValue(value);
        }
      };
    }

    @Override
    public void remove() {
      found.remove();
    }
  }
}
