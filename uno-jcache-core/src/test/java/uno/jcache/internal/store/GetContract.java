/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.PART_OF_LIFE;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.commit;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.scanned;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreChecks.Copy;

/** Reads: {@link Store#get} and {@link Store#peek}. */
interface GetContract extends StoreFixture {
  @Test
  default void getReturnsTheValueOfALiveEntry() {
    Store<String, Object> store = open();
    put(store, "key", "value", clock().in(LIFE));
    assertThat(store.get("key")).isEqualTo("value");
  }

  @Test
  default void getReturnsNullWhereThereIsNoEntry() {
    Store<String, Object> store = open();
    put(store, "other", "value", clock().in(LIFE));
    assertThat(store.get("key")).isNull();
    assertThat(store.peek("key")).isNull();
  }

  @Test
  default void getFindsAnEntryAliveUpToItsDeadlineAndNoLonger() {
    Store<String, Object> store = open();
    put(store, "key", "value", clock().in(LIFE));
    clock().advance(LIFE.minusMillis(1));
    assertThat(store.get("key")).isEqualTo("value");
    clock().advance(Duration.ofMillis(1));
    assertThat(store.get("key")).isNull();
  }

  @Test
  default void getLeavesADeadEntryWhereItIs() {
    Store<String, Object> store = open();
    long deadline = clock().in(LIFE);
    put(store, "key", "value", deadline);
    clock().advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertEntry(store, "key", "value", deadline);
  }

  @ParameterizedTest
  @EnumSource
  default void getNamesADeadEntryToWhoAsks(StandardPolicy standard) {
    Store<String, Object> store = open(expiry(standard.policy));
    List<String> dead = new ArrayList<>();
    put(store, "key", "value", clock().in(LIFE));
    clock().advance(LIFE);
    put(store, "alive", "value", clock().in(LIFE));
    assertThat(store.get("alive", dead::add)).isEqualTo("value");
    assertThat(store.get("none", dead::add)).isNull();
    assertThat(dead).isEmpty();
    assertThat(store.get("key", key -> removeNamed(store, key, dead))).isNull();
    assertThat(dead).containsExactly("key");
    assertThat(store.peek("key")).isNull();
  }

  private static void removeNamed(Store<String, Object> store, String key, List<String> named) {
    named.add(key);
    commit(store, key, new Decision.Remove<>("removed"));
  }

  @ParameterizedTest
  @EnumSource
  default void getMovesTheDeadlineAsThePolicySaysForAnAccess(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = standard.onCreation(clock());
    clock().advance(PART_OF_LIFE);
    assertThat(store.get("key")).isEqualTo("value");
    assertEntry(store, "key", "value", standard.movedByAccess ? clock().in(LIFE) : deadline);
  }

  @Test
  default void getKeepsAnEntryAliveThatIsUsedAgainAndAgain() {
    Expiry expiry = expiry(new AccessedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    for (int i = 0; i < 10; i++) {
      clock().advance(PART_OF_LIFE);
      assertThat(store.get("key")).isEqualTo("value");
    }
    clock().advance(LIFE);
    assertThat(store.get("key")).isNull();
  }

  @Test
  default void getDoesNotReviveADeadEntry() {
    Expiry expiry = expiry(new TouchedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock().in(LIFE);
    clock().advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertThat(store.get("key")).isNull();
    assertEntry(store, "key", "value", deadline);
  }

  @Test
  default void getReturnsTheValueForTheLastTimeWhereAnAccessEndsTheEntry() {
    Store<String, Object> store = open(expiry(new EndedByAccess()));
    put(store, "key", "value", clock().in(LIFE));
    assertThat(store.get("key")).isEqualTo("value");
    assertThat(store.get("key")).isNull();
  }

  @Test
  default void valuesOfAnyTypeComeBackUnharmed() {
    Store<String, Object> store = open();
    List<Object> values =
        List.of("", "text", "x".repeat(100_000), 1, 1L, 1.5, true, List.of("a", List.of(2)));
    for (int i = 0; i < values.size(); i++) {
      put(store, "key" + i, values.get(i), Expiry.NEVER);
    }
    for (int i = 0; i < values.size(); i++) {
      assertThat(store.get("key" + i)).isEqualTo(values.get(i));
    }
  }

  @Test
  default void keysOfAnyTextAreToldApart() {
    Store<String, Object> store = open();
    String longKey = "k".repeat(1_000);
    Set<String> keys =
        Set.of(
            "", " ", "a", "A", "a ", "a\n", "a\r\nb", "a:b", "a*", "ä", "日本", longKey, longKey + 1);
    keys.forEach(key -> put(store, key, "value of " + key, Expiry.NEVER));
    keys.forEach(key -> assertThat(store.get(key)).isEqualTo("value of " + key));
    assertThat(scanned(store)).containsOnlyKeys(keys);
  }

  @Test
  default void peekIsNoUse() {
    Expiry expiry = expiry(new AccessedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock().in(LIFE);
    clock().advance(PART_OF_LIFE);
    assertThat(Copy.of(store.peek("key"))).isEqualTo(new Copy("value", deadline));
    assertThat(Copy.of(store.peek("key"))).isEqualTo(new Copy("value", deadline));
  }

  @Test
  default void peekShowsADeadEntry() {
    Store<String, Object> store = open();
    long deadline = clock().in(LIFE);
    put(store, "key", "value", deadline);
    clock().advance(LIFE.multipliedBy(2));
    assertThat(Copy.of(store.peek("key"))).isEqualTo(new Copy("value", deadline));
  }
}
