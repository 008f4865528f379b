/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import java.util.Map;

/**
 * Tells a manager what happened outside of its caches, so that the active {@linkplain
 * InvalidationStrategy.EventBased event-based} rules invalidate what it made invalid.
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
   * Publishes an event. When this returns, what it invalidates is gone.
   *
   * @param event its name, such as {@code user.updated}; what no rule waits for does nothing
   * @param fields what is known of it, such as {@code id}: the rules' patterns refer to these. They
   *     stand for themselves there: a {@code *} in one is no pattern.
   * @return how many entries were invalidated
   * @throws IllegalArgumentException if a rule that waits for the event refers to a field that it
   *     does not have; nothing is invalidated then
   */
  long publish(String event, Map<String, ?> fields);
}
