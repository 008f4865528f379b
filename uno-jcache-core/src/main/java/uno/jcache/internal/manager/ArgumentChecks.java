/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import uno.jcache.internal.support.Durations;

/**
 * Checks what the application passes to a cache, before anything happens.
 *
 * @param cacheName the cache, for messages
 * @param keyType the type that it is configured for
 * @param valueType the type that it is configured for
 */
record ArgumentChecks<K, V>(String cacheName, Class<K> keyType, Class<V> valueType) {
  void requireKey(K key) {
    requireType("key", requireNonNull(key, "key"), keyType);
  }

  void requireValue(V value) {
    requireType("value", requireNonNull(value, "value"), valueType);
  }

  void requireEntry(K key, V value) {
    requireKey(key);
    requireValue(value);
  }

  private void requireType(String what, Object object, Class<?> type) {
    if (type != Object.class && !type.isInstance(object) && !type.isPrimitive()) {
      throw new ClassCastException(
          "Cache '"
              + cacheName
              + "' is configured for a "
              + what
              + " of "
              + type.getName()
              + " and got one of "
              + object.getClass().getName());
    }
  }

  static void requireKeys(Set<?> keys) {
    for (Object key : keys) {
      requireNonNull(key, "one of the keys");
    }
  }

  /** Returns a time to live in milliseconds. */
  long millis(Duration timeToLive) {
    requireNonNull(timeToLive, "timeToLive");
    long millis = Durations.millis(timeToLive);
    if (millis < 1) {
      throw new IllegalArgumentException(
          "Cache '"
              + cacheName
              + "': the time to live is "
              + timeToLive
              + "; it must be at least a millisecond. To end an entry now, remove it.");
    }
    return millis;
  }
}
