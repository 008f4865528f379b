/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.event;

import static java.util.Objects.requireNonNull;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Unwrap;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;

/** A change as listeners see it. Keys and values are copied when a listener reads them. */
final class Event<K, V> extends CacheEntryEvent<K, V> {
  private static final long serialVersionUID = 1L;

  private final transient K key;
  private final transient EntryChange change;
  private final transient Copies<K> keys;
  private final transient StoredForm<K, V> values;
  private final boolean oldValueAvailable;

  Event(
      Cache<K, V> source,
      K key,
      EntryChange change,
      Copies<K> keys,
      StoredForm<K, V> values,
      boolean oldValueRequired) {
    super(source, change.type());
    this.key = key;
    this.change = change;
    this.keys = keys;
    this.values = values;
    this.oldValueAvailable = oldValueRequired && change.oldValue() != null;
  }

  @Override
  public K getKey() {
    return keys.copy(key);
  }

  @Override
  @SuppressWarnings("NullAway") // as for getOldValue
  public @Nullable V getValue() {
    return switch (getEventType()) {
      case CREATED, UPDATED -> values.valueOf(change.value());
      case REMOVED, EXPIRED -> getOldValue(); // as the Javadoc of CacheEntryEvent says
    };
  }

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public @Nullable V getOldValue() {
    return oldValueAvailable ? values.valueOf(requireNonNull(change.oldValue())) : null;
  }

  @Override
  public boolean isOldValueAvailable() {
    return oldValueAvailable;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return Unwrap.unwrap(this, type, "An event");
  }

  @Override
  public String toString() {
    return getEventType() + " " + key + " in cache '" + getSource().getName() + "'";
  }
}
