/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.PLENTY;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.put;

import javax.cache.expiry.ExpiryPolicy;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.StoreListener;

/** Makes the stores of a test. */
public interface StoreFixture {
  /** Returns what tells the time to all that the test makes. */
  MovableClock clock();

  /** Returns the name of the cache, which was never used before. */
  String cacheName();

  /** Returns what a policy means by the clock of this test. */
  Expiry expiry(ExpiryPolicy policy);

  /** Makes an empty store for the context. The test closes it. */
  Store<String, Object> make(StoreSpec<String, Object> context);

  /** Makes a store, to be cleared and closed when the test has ended. */
  Store<String, Object> open(StoreSpec<String, Object> context);

  /** Returns what a store is made for. */
  StoreSpec<String, Object> context(
      String cacheName, Expiry expiry, long maximum, StoreListener listener);

  /** Makes a store with room for all, to be cleared and closed when the test has ended. */
  default Store<String, Object> open(Expiry expiry) {
    return open(context(cacheName(), expiry, PLENTY, StoreListener.NONE));
  }

  /** Makes a store of entries that live for {@link StoreChecks#LIFE}. */
  default Store<String, Object> open() {
    return open(expiry(created()));
  }

  /** Brings about what an operation is to find at "key": nothing, or the value "old". */
  default void given(Found found, Store<String, Object> store) {
    if (found != Found.NOTHING) {
      put(store, "key", "old", clock().in(LIFE));
    }
    if (found == Found.DEAD) {
      clock().advance(LIFE);
    }
  }
}
