/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.assertNoEntry;
import static uno.jcache.internal.store.StoreChecks.increment;
import static uno.jcache.internal.store.StoreChecks.incremented;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.remove;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreChecks.Copy;

/** Another writer comes between the look of a transition and its commit. */
interface OvertakenComputeContract extends StoreFixture {
  /** Decides, the first time, after another has written. */
  private static <R> Transition<Object, R> overtaken(
      List<List<Copy>> seen, Runnable other, Decision<Object, R> decision) {
    return current -> {
      Copy copy = Copy.of(current);
      seen.add((copy == null) ? List.of() : List.of(copy));
      if (seen.size() == 1) {
        other.run();
      }
      return decision;
    };
  }

  @Test
  default void computeDecidesAgainWhereAnotherStoredFirst() {
    Store<String, Object> store = open();
    List<List<Copy>> seen = new ArrayList<>();
    String result =
        store.compute(
            "key",
            overtaken(
                seen,
                () -> put(store, "key", "another's", Expiry.NEVER),
                new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(result).isEqualTo("done");
    assertThat(seen).containsExactly(List.of(), List.of(new Copy("another's", Expiry.NEVER)));
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  default void computeDecidesAgainWhereAnotherReplacedTheEntry(Found found) {
    Store<String, Object> store = open();
    List<List<Copy>> seen = new ArrayList<>();
    given(found, store);
    store.compute(
        "key",
        overtaken(
            seen,
            () -> put(store, "key", "another's", Expiry.NEVER),
            new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).containsExactly(new Copy("another's", Expiry.NEVER));
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @Test
  default void computeDecidesAgainWhereAnotherReplacedTheEntryByAPlainPut() {
    Expiry expiry = expiry(new ModifiedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    List<List<Copy>> seen = new ArrayList<>();
    store.put("key", "old", expiry);
    store.compute(
        "key",
        overtaken(
            seen, () -> store.put("key", "another's", expiry), new Decision.Remove<>("removed")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).containsExactly(new Copy("another's", clock().in(LIFE)));
    assertNoEntry(store, "key");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  default void computeDecidesAgainWhereAnotherRemovedTheEntry(Found found) {
    Store<String, Object> store = open();
    List<List<Copy>> seen = new ArrayList<>();
    given(found, store);
    store.compute(
        "key",
        overtaken(
            seen, () -> remove(store, "key"), new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).isEmpty();
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @Test
  default void computeDecidesAgainWhereAnotherClearedTheStore() {
    Store<String, Object> store = open();
    List<List<Copy>> seen = new ArrayList<>();
    given(Found.ALIVE, store);
    store.compute(
        "key", overtaken(seen, store::clear, new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).isEmpty();
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @Test
  default void computeRemovesOnlyWhatTheTransitionWasShown() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    boolean removed =
        store.compute(
            "key",
            current -> {
              if (!requireNonNull(current).value().equals("old")) {
                return new Decision.Keep<>(false);
              }
              put(store, "key", "another's", Expiry.NEVER);
              return new Decision.Remove<>(true);
            });
    assertThat(removed).isFalse();
    assertEntry(store, "key", "another's", Expiry.NEVER);
  }

  @Test
  default void computeDecidesAgainUntilNobodyElseWrites() {
    Store<String, Object> store = open();
    AtomicInteger asked = new AtomicInteger();
    int result =
        store.compute(
            "key",
            current -> {
              if (asked.incrementAndGet() <= 5) {
                increment(store, "key");
              }
              return incremented(current);
            });
    assertThat(result).isEqualTo(6);
    assertThat(asked).hasValue(6);
    assertEntry(store, "key", 6, Expiry.NEVER);
  }

  @Test
  default void computeDoesNotDecideAgainWhereAnotherKeyChanged() {
    Store<String, Object> store = open();
    List<List<Copy>> seen = new ArrayList<>();
    given(Found.ALIVE, store);
    store.compute(
        "key",
        overtaken(
            seen,
            () -> put(store, "other", "another's", Expiry.NEVER),
            new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(1);
    assertEntry(store, "key", "mine", Expiry.NEVER);
    assertEntry(store, "other", "another's", Expiry.NEVER);
  }
}
