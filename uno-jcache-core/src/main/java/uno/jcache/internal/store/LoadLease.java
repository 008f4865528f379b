/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * The state of a key when the load of its value began. The loaded value may be older than a change
 * since then, so it is stored only if there was none: see {@link Transition#lease}.
 *
 * @param <V> the stored form of a value
 */
public interface LoadLease<V> {
  /** Returns the entry at that time, dead or alive; null if there was none. */
  @Nullable StoredEntry<V> entry();

  /**
   * Returns whether the key was leased already: another caller, perhaps in another process, may be
   * loading the value.
   */
  default boolean isTaken() {
    return false;
  }
}
