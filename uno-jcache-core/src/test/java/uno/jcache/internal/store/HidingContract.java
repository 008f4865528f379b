/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.PART_OF_LIFE;
import static uno.jcache.internal.store.StoreChecks.ROUNDS;
import static uno.jcache.internal.store.StoreChecks.SOME;
import static uno.jcache.internal.store.StoreChecks.THREADS;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.hide;
import static uno.jcache.internal.store.StoreChecks.hideSome;
import static uno.jcache.internal.store.StoreChecks.number;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.scanned;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreChecks.Copy;
import uno.jcache.spi.Removal;
import uno.jcache.spi.Together;

/** {@link Store#invalidate} hides entries immediately. */
public interface HidingContract extends StoreFixture {
  /** Reclaims an invalidation that hides nothing any more. */
  default void reclaim(Store<String, Object> store, long number) {
    store.reclaimed(number);
  }

  @Test
  default void removedBlindlyIsWhatIsHidden() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    long number = hideSome(store, clock().in(LIFE));
    assertThat(store.removeAll(List.of("user:1", "order:10"), expiry))
        .isEqualTo(Map.of("user:1", Removal.INVALIDATED, "order:10", Removal.LIVE));
    assertThat(store.peek("user:1")).isNull();
    store.reclaimed(number);
  }

  @Test
  default void whatIsInvalidatedIsShownAsDeadAndNothingElse() {
    Store<String, Object> store = open();
    long unused = hideSome(store, clock().in(LIFE));
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("order:7")).isNull();
    assertEntry(store, "user:1", "user:1 old", Expiry.INVALIDATED);
    assertEntry(store, "order:7", "order:7 old", Expiry.INVALIDATED);
    assertEntry(store, "user:2", "user:2 old", clock().in(LIFE));
    assertEntry(store, "order:10", "order:10 old", clock().in(LIFE));
    assertThat(scanned(store).values().stream().map(Copy::expiresAt))
        .containsExactlyInAnyOrder(
            Expiry.INVALIDATED, Expiry.INVALIDATED, clock().in(LIFE), clock().in(LIFE));
    assertThat(store.size()).isEqualTo(4);
  }

  @Test
  default void whatExpiredBeforeItWasInvalidatedHasExpired() {
    Store<String, Object> store = open();
    put(store, "user:1", "value", clock().in(LIFE));
    long deadline = clock().in(LIFE);
    clock().advance(LIFE);
    assertThat(hide(store, SOME)).isPositive();
    assertEntry(store, "user:1", "value", deadline);
  }

  @Test
  default void whatIsStoredAfterAnInvalidationIsNotHidden() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    long number = hideSome(store, clock().in(LIFE));
    clock().advance(PART_OF_LIFE);
    store.put("user:1", "put", expiry);
    put(store, "order:7", "computed", Expiry.NEVER);
    put(store, "user:11", "new", Expiry.NEVER);
    assertEntry(store, "user:1", "put", clock().in(LIFE)); // that of a creation
    assertEntry(store, "order:7", "computed", Expiry.NEVER);
    assertThat(store.get("user:11")).isEqualTo("new");
    store.reclaimed(number);
    assertThat(store.get("user:1")).isEqualTo("put");
    assertThat(store.get("user:2")).isEqualTo("user:2 old");
    assertThat(hide(store, List.of("user:*"))).isGreaterThan(number);
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("user:2")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  default void noUseRevivesWhatIsInvalidated(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    long unused = hideSome(store, clock().in(LIFE));
    assertThat(store.get("user:1")).isNull();
    clock().advance(PART_OF_LIFE);
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("user:2")).isEqualTo("user:2 old");
    assertEntry(store, "user:1", "user:1 old", Expiry.INVALIDATED);
  }

  @Test
  default void aDecisionFromBeforeAnInvalidationIsMadeAgain() {
    Store<String, Object> store = open();
    put(store, "user:1", 1, Expiry.NEVER);
    List<Copy> shown = new ArrayList<>();
    String result =
        store.compute(
            "user:1",
            current -> {
              shown.add(requireNonNull(Copy.of(current)));
              if (shown.size() == 1) {
                assertThat(hide(store, SOME)).isPositive();
              }
              return new Decision.Put<>("made of " + shown.size(), Expiry.NEVER, "result");
            });
    assertThat(result).isEqualTo("result");
    assertThat(shown).containsExactly(new Copy(1, Expiry.NEVER), new Copy(1, Expiry.INVALIDATED));
    assertThat(store.get("user:1")).isEqualTo("made of 2");
  }

  @Test
  default void aDecisionOverNothingFromBeforeAnInvalidationIsMadeAgain() {
    Store<String, Object> store = open();
    AtomicInteger asked = new AtomicInteger();
    int result =
        store.compute(
            "user:1",
            current -> {
              assertThat(current).isNull();
              if (asked.incrementAndGet() == 1) {
                store.reclaimed(hide(store, SOME)); // and is over already
              }
              return new Decision.Put<>(asked.get(), Expiry.NEVER, asked.get());
            });
    assertThat(result).isEqualTo(2);
    assertThat(store.get("user:1")).isEqualTo(2);
  }

  @Test
  default void invalidationsOfOtherKeysDoNotKeepADecisionFromItsEnd() {
    Store<String, Object> store = open();
    put(store, "user:2", 1, Expiry.NEVER);
    AtomicInteger asked = new AtomicInteger();
    int result =
        store.compute(
            "user:2",
            current -> {
              for (int i = 0; i < 10; i++) {
                store.reclaimed(hide(store, SOME));
              }
              int next = number(current) + asked.incrementAndGet();
              return new Decision.Put<>(next, Expiry.NEVER, next);
            });
    assertThat(result).isEqualTo(2);
    assertThat(asked).hasValue(1);
    assertThat(store.get("user:2")).isEqualTo(2);
  }

  @Test
  default void thereIsNoRoomForAnyNumberOfInvalidationsThatNobodyReclaims() {
    Store<String, Object> store = open();
    put(store, "key", "value", Expiry.NEVER);
    long first = hide(store, List.of("a*"));
    long last = first;
    for (int i = 0; i < 100_000 && last != 0; i++) {
      last = hide(store, List.of("a" + i + "*"));
    }
    assertThat(last).isZero();
    assertThat(hide(store, List.of("k*"))).isZero();
    assertThat(store.get("key")).isEqualTo("value");
    reclaim(store, first);
    assertThat(hide(store, List.of("k*"))).isPositive();
    assertThat(store.get("key")).isNull();
  }

  @Test
  default void nothingOutlivesAnInvalidationInWhatIsMadeOfIt() throws Exception {
    Store<String, Object> store = open();
    AtomicInteger epoch = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    List<Together.Task> tasks = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      tasks.add(
          () -> {
            for (int i = 0; !done.get(); i++) {
              begunIn(store, "key" + i % 5, epoch);
            }
          });
    }
    tasks.add(
        () -> {
          try {
            for (int round = 1; round <= ROUNDS; round++) {
              epoch.set(round);
              long number = hide(store, List.of("key*"));
              assertBegunSince(store, round);
              for (int i = 0; i < 5; i++) {
                removeHidden(store, "key" + i);
              }
              store.reclaimed(number);
              assertBegunSince(store, round);
            }
          } finally {
            done.set(true);
          }
        });
    Together.run(tasks.toArray(Together.Task[]::new));
  }

  /** Keeps the value, which is the epoch in which the entry was first stored. */
  private void begunIn(Store<String, Object> store, String key, AtomicInteger epoch) {
    int unused =
        store.compute(
            key,
            current -> {
              boolean begun = current != null && current.expiresAt() != Expiry.INVALIDATED;
              int value = begun ? number(current) : epoch.get();
              return new Decision.Put<>(value, Expiry.NEVER, value);
            });
  }

  private static void assertBegunSince(Store<String, Object> store, int epoch) {
    for (int i = 0; i < 5; i++) {
      Object value = store.get("key" + i);
      assertThat((value == null) ? epoch : (int) value).isGreaterThanOrEqualTo(epoch);
    }
  }

  private static void removeHidden(Store<String, Object> store, String key) {
    boolean unused =
        store.compute(
            key,
            current ->
                (current != null && current.expiresAt() == Expiry.INVALIDATED)
                    ? new Decision.Remove<>(true)
                    : new Decision.Keep<>(false));
  }
}
