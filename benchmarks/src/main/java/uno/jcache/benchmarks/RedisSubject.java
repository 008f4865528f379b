/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured on Redis, as the benchmark uses it. Each can do what its rows ask for.
 *
 * @param <V> the type of values
 */
interface RedisSubject<V> {
  @Nullable V get(String key);

  void put(String key, V value);

  /** Puts; where there are policies, by one that begins a new life with each put. */
  default void renew(String key, V value) {
    put(key, value);
  }

  default Map<String, V> getAll(Set<String> keys) {
    throw new UnsupportedOperationException();
  }

  default void putAll(Map<String, V> entries) {
    throw new UnsupportedOperationException();
  }

  default void removeAll(Set<String> keys) {
    throw new UnsupportedOperationException();
  }

  /** Runs a processor on each key that sets a value without looking at the old one. */
  default void invokeAll(Set<String> keys, V value) {
    throw new UnsupportedOperationException();
  }
}
