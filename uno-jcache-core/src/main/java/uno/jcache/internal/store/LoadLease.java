/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * What was there of a key when its value began to be loaded. What is loaded may be older than any
 * change since, and is stored only if there was none: see {@link Transition#lease}.
 *
 * @param <V> the stored form of a value
 */
public interface LoadLease<V> {
  /** Returns the entry that there was, dead or alive; or null for none. */
  @Nullable StoredEntry<V> entry();

  /**
   * Returns whether there was a mark already, as if somebody else were loading the value, who may
   * be in another process.
   */
  default boolean isTaken() {
    return false;
  }
}
