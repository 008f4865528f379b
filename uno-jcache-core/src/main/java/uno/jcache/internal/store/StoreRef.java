/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

/**
 * The store that a cache uses now: its own, or one that keeps nothing while caching is disabled.
 * Everything that needs the store shares this reference. Safe for use by many threads.
 *
 * @param <K> the type of keys
 */
public final class StoreRef<K> {
  private final Store<K, Object> kept;
  private volatile Store<K, Object> current;

  /** Starts with the store of the cache. */
  public StoreRef(Store<K, Object> kept) {
    this.kept = kept;
    this.current = kept;
  }

  /** Returns the store of the cache, also while caching is disabled. */
  public Store<K, Object> kept() {
    return kept;
  }

  /** Returns the store to use now. An operation calls this once. */
  public Store<K, Object> current() {
    return current;
  }

  /** Returns whether this is the store of the cache, and not one that keeps nothing. */
  public boolean isKept(Store<K, Object> store) {
    return store == kept;
  }

  /** Uses this store from now on. */
  public void use(Store<K, Object> store) {
    this.current = store;
  }
}
