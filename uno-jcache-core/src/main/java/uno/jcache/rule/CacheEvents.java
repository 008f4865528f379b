/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import java.util.Map;

/**
 * Publishes application events to a manager; the active {@linkplain InvalidationStrategy.EventBased
 * event-based} rules then invalidate entries.
 *
 * <p>Safe for use by many threads.
 */
public interface CacheEvents {
  /**
   * Publishes an event without fields.
   *
   * @see #publish(String, Map)
   */
  default long publish(String event) {
    return publish(event, Map.of());
  }

  /**
   * Publishes an event. When this returns, the entries that it invalidates are removed.
   *
   * @param event its name, such as {@code user.updated}; ignored if no rule reacts to it
   * @param fields its fields, such as {@code id}, to which the patterns of rules can refer; their
   *     values are literal: a {@code *} in a value is not a wildcard
   * @return how many entries were invalidated
   * @throws IllegalArgumentException if a rule that reacts to the event refers to a field that it
   *     does not have; nothing is invalidated then
   */
  long publish(String event, Map<String, ?> fields);
}
