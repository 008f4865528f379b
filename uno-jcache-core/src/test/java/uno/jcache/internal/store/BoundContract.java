/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.MAXIMUM;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.scanned;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.StoreListener;

/** The store evicts entries to hold no more than its maximum. */
public interface BoundContract extends StoreFixture {
  @Test
  default void theBoundMayChange() {
    Store<String, Object> store =
        open(context(cacheName(), expiry(created()), MAXIMUM, StoreListener.NONE));
    store.setMaximum(3 * MAXIMUM);
    for (int i = 0; i < 2 * MAXIMUM; i++) {
      put(store, "key" + i, "value", clock().in(LIFE));
    }
    assertThat(scanned(store)).hasSize(2 * MAXIMUM);
    store.setMaximum(MAXIMUM / 2);
    await().until(() -> scanned(store).size() <= MAXIMUM / 2);
  }

  @Test
  default void theBoundIsKeptAndEachEntryThatIsDroppedForItIsTold() {
    AtomicInteger evictions = new AtomicInteger();
    Expiry expiry = expiry(created());
    Store<String, Object> store =
        open(context(cacheName(), expiry, MAXIMUM, evictions::incrementAndGet));
    for (int i = 0; i < 5 * MAXIMUM; i++) {
      store.put("put" + i, i, expiry);
      put(store, "computed" + i, i, Expiry.NEVER);
    }
    await()
        .untilAsserted(
            () -> {
              assertThat(store.size()).isLessThanOrEqualTo(MAXIMUM);
              assertThat(evictions.get() + scanned(store).size()).isEqualTo(10 * MAXIMUM);
            });
    assertThat(scanned(store)).as("all that fit are kept").hasSizeGreaterThan(MAXIMUM / 2);
  }
}
