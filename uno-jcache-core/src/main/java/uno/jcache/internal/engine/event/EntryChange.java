/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.event;

import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one entry, with the values in their stored form.
 *
 * @param type what happened
 * @param value the new value, or the last one of an entry that was removed or expired
 * @param oldValue the value before; null for a creation
 */
public record EntryChange(EventType type, Object value, @Nullable Object oldValue) {
  /** An entry was created. */
  public static EntryChange created(Object value) {
    return new EntryChange(EventType.CREATED, value, null);
  }

  /** An entry has a new value. */
  public static EntryChange updated(Object oldValue, Object value) {
    return new EntryChange(EventType.UPDATED, value, oldValue);
  }

  /** An entry was removed. */
  public static EntryChange removed(Object oldValue) {
    return new EntryChange(EventType.REMOVED, oldValue, oldValue);
  }

  /** An entry has expired. */
  public static EntryChange expired(Object oldValue) {
    return new EntryChange(EventType.EXPIRED, oldValue, oldValue);
  }
}
