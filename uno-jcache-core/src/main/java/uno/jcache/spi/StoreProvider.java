/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/** Makes stores of one type, such as {@code memory}. */
public interface StoreProvider {
  /** Returns the name by which configurations ask for this type of store. */
  String type();

  /**
   * Makes an empty store.
   *
   * @param <K> the type of keys
   * @param <V> the stored form of a value
   */
  <K, V> Store<K, V> create(StoreContext<K, V> context);
}
