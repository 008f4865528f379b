/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.SOME;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.hide;
import static uno.jcache.internal.store.StoreChecks.put;

import org.junit.jupiter.api.Test;

/** {@link Store#invalidate} hides nothing. */
public interface NotHidingContract extends StoreFixture {
  @Test
  default void whatHidesNothingSaysSo() {
    Store<String, Object> store = open();
    put(store, "user:1", "value", clock().in(LIFE));
    assertThat(hide(store, SOME)).isZero();
    assertEntry(store, "user:1", "value", clock().in(LIFE));
    store.reclaimed(1);
  }
}
