/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.hideSome;
import static uno.jcache.internal.store.StoreChecks.remove;
import static uno.jcache.internal.store.StoreChecks.scanned;
import static uno.jcache.internal.store.StoreChecks.swept;

import org.junit.jupiter.api.Test;

/** {@link Store#sweep} finds entries that an invalidation hid. */
public interface HiddenSweepContract extends StoreFixture {
  @Test
  default void sweepNamesWhatIsHiddenAndNobodyReclaims() {
    Store<String, Object> store = open();
    long unused = hideSome(store, clock().in(LIFE));
    assertThat(swept(store, key -> {})).as("somebody may be at it").isEmpty();
    assertThat(swept(store, key -> {})).containsExactlyInAnyOrder("user:1", "order:7");
    assertThat(swept(store, key -> remove(store, key)))
        .containsExactlyInAnyOrder("user:1", "order:7");
    assertThat(swept(store, key -> {})).isEmpty();
    assertThat(scanned(store)).containsOnlyKeys("user:2", "order:10");
  }
}
