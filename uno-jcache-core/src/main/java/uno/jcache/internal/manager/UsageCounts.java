/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.IdentityHashMap;

/**
 * Use counts of the application's objects. A factory may return the same object for several caches,
 * or several times for one. Safe for use by many threads.
 */
final class UsageCounts {
  private final IdentityHashMap<Object, Integer> uses = new IdentityHashMap<>();

  /** Begins a use. */
  synchronized void begin(Object object) {
    int unused = uses.merge(object, 1, Integer::sum);
  }

  /** Begins a use of an object that is in use already; returns false if it is not. */
  synchronized boolean join(Object object) {
    return uses.computeIfPresent(object, (same, count) -> count + 1) != null;
  }

  /** Ends a use, and returns whether that was the last. */
  synchronized boolean end(Object object) {
    return uses.computeIfPresent(object, (same, count) -> (count == 1) ? null : count - 1) == null;
  }
}
