/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;

/**
 * Told of what others change in the entries of a store: processes that share them. So that a level
 * in front of it does not show what is no longer true.
 *
 * <p>Called by threads of the store's, one at a time, soon after the change, and after each change
 * that others can see. Does not wait, nor use the store.
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
   * From now on, changes may go unnoticed. A listener begins like this.
   *
   * @see #found
   */
  void lost();

  /** Changes are told again; of those from before, some may not have been. */
  void found();
}
