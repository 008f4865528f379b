/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;

/**
 * Notified of what other processes change in the entries of a {@link Shared} store, so that a near
 * cache does not return what is no longer true.
 *
 * <p>Called by threads of the store, one at a time, soon after a change, and after each change that
 * other processes can see. It does not wait, and does not use the store.
 *
 * @param <K> the type of keys
 */
public interface ChangeListener<K> {
  /** An entry was stored, replaced or removed. */
  void changed(K key);

  /**
   * Entries were removed or hidden.
   *
   * @param patterns which keys, as strings
   */
  void invalidated(List<String> patterns);

  /**
   * From now on, changes may go unnoticed. A listener begins in this state.
   *
   * @see #found
   */
  void lost();

  /** Changes are reported again; earlier ones may have gone unnoticed. */
  void found();
}
