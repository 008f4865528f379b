/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import javax.cache.Cache;

/** Tells which caches have entries that other processes may change. */
public final class SharedCaches {
  private SharedCaches() {}

  /** Returns whether the cache is one of ours, and other processes share its entries. */
  public static boolean isShared(Cache<?, ?> cache) {
    return cache instanceof CacheFacade<?, ?> facade && facade.isFar();
  }
}
