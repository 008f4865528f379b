/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.PART_OF_LIFE;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.assertNoEntry;
import static uno.jcache.internal.store.StoreChecks.assertUnchanged;
import static uno.jcache.internal.store.StoreChecks.commit;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.scanned;
import static uno.jcache.internal.store.StoreChecks.shown;

import java.time.Duration;
import java.util.List;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreChecks.Copy;

/** A transition decides over one entry: {@link Store#compute}. */
interface ComputeContract extends StoreFixture {
  @ParameterizedTest
  @EnumSource
  default void computeShowsTheTransitionWhatThereIs(Found found) {
    Store<String, Object> store = open();
    long deadline = clock().in(LIFE);
    given(found, store);
    assertThat(shown(store, "key"))
        .isEqualTo(found == Found.NOTHING ? List.of() : List.of(new Copy("old", deadline)));
  }

  @ParameterizedTest
  @EnumSource
  default void keepLeavesTheEntry(Found found) {
    Store<String, Object> store = open();
    long deadline = clock().in(LIFE);
    given(found, store);
    assertThat(commit(store, "key", new Decision.Keep<>("kept"))).isEqualTo("kept");
    assertUnchanged(store, found, deadline);
  }

  @ParameterizedTest
  @EnumSource
  default void keepIsNoAccess(Found found) {
    Store<String, Object> store = open(expiry(new TouchedExpiryPolicy(LIFETIME)));
    long deadline = clock().in(LIFE);
    given(found, store);
    clock().advance(PART_OF_LIFE);
    commit(store, "key", new Decision.Keep<>("kept"));
    assertUnchanged(store, found, deadline);
  }

  @ParameterizedTest
  @EnumSource
  default void touchMovesTheDeadlineAndLeavesTheValue(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    long deadline = clock().in(LIFE.multipliedBy(3));
    assertThat(commit(store, "key", new Decision.Touch<>(deadline, "touched")))
        .isEqualTo("touched");
    assertUnchanged(store, found, deadline);
  }

  @Test
  default void touchBringsADeadlineForwardToo() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    commit(store, "key", new Decision.Touch<>(clock().in(PART_OF_LIFE), "touched"));
    assertThat(store.get("key")).isEqualTo("old");
    clock().advance(PART_OF_LIFE);
    assertThat(store.get("key")).isNull();
  }

  @Test
  default void touchTakesADeadlineAwayAndGivesOne() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    commit(store, "key", new Decision.Touch<>(Expiry.NEVER, "touched"));
    clock().advance(LIFE.multipliedBy(100));
    assertThat(store.get("key")).isEqualTo("old");
    commit(store, "key", new Decision.Touch<>(clock().in(LIFE), "touched"));
    assertEntry(store, "key", "old", clock().in(LIFE));
  }

  @ParameterizedTest
  @EnumSource
  default void aDecisionToPutStoresTheValueWithItsDeadline(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    long deadline = clock().in(LIFE.multipliedBy(2));
    assertThat(commit(store, "key", new Decision.Put<>("new", deadline, "done"))).isEqualTo("done");
    assertEntry(store, "key", "new", deadline);
    assertThat(store.get("key")).isEqualTo("new");
    assertThat(scanned(store)).containsOnlyKeys("key");
  }

  @ParameterizedTest
  @EnumSource
  default void aDecisionToPutStoresAValueForEver(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    put(store, "key", "new", Expiry.NEVER);
    clock().advance(Duration.ofDays(10_000));
    assertEntry(store, "key", "new", Expiry.NEVER);
    assertThat(store.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  default void aDecisionToPutGivesADeadlineWhereThePolicyGivesNone(Found found) {
    Store<String, Object> store = open(expiry(new EternalExpiryPolicy()));
    put(store, "other", "eternal", Expiry.NEVER);
    given(found, store);
    long deadline = clock().in(LIFE);
    put(store, "key", "new", deadline);
    assertThat(store.get("key")).isEqualTo("new");
    clock().advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertEntry(store, "key", "new", deadline);
    assertThat(store.get("other")).isEqualTo("eternal");
  }

  @ParameterizedTest
  @EnumSource
  default void aDecisionToRemoveRemoves(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    assertThat(commit(store, "key", new Decision.Remove<>("gone"))).isEqualTo("gone");
    assertNoEntry(store, "key");
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // the type of the result admits null
  default void computeReturnsANullResult() {
    Store<String, Object> store = open();
    assertThat(
            store.<@Nullable String>compute(
                "key", current -> new Decision.Put<>("v", Expiry.NEVER, null)))
        .isNull();
    assertThat(store.<@Nullable String>compute("key", current -> new Decision.Keep<>(null)))
        .isNull();
    assertThat(store.<@Nullable String>compute("key", current -> new Decision.Remove<>(null)))
        .isNull();
  }

  @ParameterizedTest
  @EnumSource
  default void computeLeavesTheEntryWhereTheTransitionThrows(Found found) {
    Store<String, Object> store = open();
    long deadline = clock().in(LIFE);
    given(found, store);
    RuntimeException failure = new IllegalStateException("of the transition");
    Transition<Object, String> failing =
        current -> {
          throw failure;
        };
    assertThatThrownBy(() -> store.compute("key", failing)).isSameAs(failure);
    assertUnchanged(store, found, deadline);
    put(store, "key", "new", Expiry.NEVER); // and nothing is locked
    assertThat(store.get("key")).isEqualTo("new");
  }

  @Test
  default void computeLeavesWhatAnotherWroteWhereTheTransitionThrowsWhenAskedAgain() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    Transition<Object, String> failing =
        current -> {
          if (!requireNonNull(current).value().equals("old")) {
            throw new IllegalStateException("asked again");
          }
          put(store, "key", "another's", Expiry.NEVER);
          return new Decision.Remove<>("removed");
        };
    assertThatThrownBy(() -> store.compute("key", failing)).hasMessage("asked again");
    assertEntry(store, "key", "another's", Expiry.NEVER);
  }
}
