/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.remove;
import static uno.jcache.internal.store.StoreChecks.scanned;
import static uno.jcache.internal.store.StoreChecks.swept;

import java.util.HashSet;
import java.util.Set;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;

/** {@link Store#sweep} finds expired entries. */
public interface SweepContract extends StoreFixture {
  @Test
  default void sweepNamesTheDeadAndNoOthers() {
    Store<String, Object> store = open();
    Set<String> dead = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      put(store, "dead" + i, i, clock().in(LIFE));
      put(store, "alive" + i, i, clock().in(LIFE.plusMillis(1)));
      put(store, "eternal" + i, i, Expiry.NEVER);
      dead.add("dead" + i);
    }
    assertThat(swept(store, key -> {})).isEmpty();
    clock().advance(LIFE);
    assertThat(swept(store, key -> {})).containsExactlyInAnyOrderElementsOf(dead);
    assertThat(swept(store, key -> remove(store, key)))
        .as("leaves to its consumer to remove them")
        .containsExactlyInAnyOrderElementsOf(dead);
    assertThat(swept(store, key -> {})).isEmpty();
    assertThat(scanned(store)).hasSize(200);
  }

  @Test
  default void sweepFindsTheDeadWhereThePolicyLetsAllLiveForEver() {
    Store<String, Object> store = open(expiry(new EternalExpiryPolicy()));
    put(store, "eternal", "value", Expiry.NEVER);
    put(store, "dead", "value", clock().in(LIFE));
    clock().advance(LIFE);
    assertThat(swept(store, key -> {})).containsExactly("dead");
  }
}
