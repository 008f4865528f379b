/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.PART_OF_LIFE;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.increment;
import static uno.jcache.internal.store.StoreChecks.number;
import static uno.jcache.internal.store.StoreChecks.put;
import static uno.jcache.internal.store.StoreChecks.remove;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.Removal;
import uno.jcache.spi.Together;

/** Writes that do not need the old entry: {@link Store#put} and {@link Store#removeAll}. */
interface BlindWriteContract extends StoreFixture {
  @ParameterizedTest
  @EnumSource
  default void putGivesTheDeadlineOfACreationWhereThereIsNoEntry(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock()));
    assertThat(store.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  default void putGivesTheDeadlineOfAnUpdateWhereThereIsALiveEntry(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    long deadline = standard.onCreation(clock());
    clock().advance(PART_OF_LIFE);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.movedByUpdate ? clock().in(LIFE) : deadline);
    clock().advance(PART_OF_LIFE);
    store.put("key", "newer", expiry);
    assertEntry(store, "key", "newer", standard.movedByUpdate ? clock().in(LIFE) : deadline);
  }

  @ParameterizedTest
  @EnumSource
  default void putGivesTheDeadlineOfACreationWhereThereIsADeadEntry(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    put(store, "key", "old", clock().in(LIFE));
    clock().advance(LIFE);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock()));
    assertThat(store.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  default void putGivesTheDeadlineOfACreationWhereTheEntryWasRemoved(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    clock().advance(PART_OF_LIFE);
    remove(store, "key");
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock()));
  }

  @ParameterizedTest
  @EnumSource
  default void putGivesTheDeadlineOfACreationWhereTheStoreWasCleared(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    clock().advance(PART_OF_LIFE);
    store.clear();
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock()));
  }

  @ParameterizedTest
  @EnumSource
  default void putKeepsADeadlineThatADecisionGaveUnlessAnUpdateMovesIt(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    long deadline = clock().in(LIFE.multipliedBy(5));
    put(store, "key", "old", deadline);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.movedByUpdate ? clock().in(LIFE) : deadline);
  }

  @ParameterizedTest
  @EnumSource
  default void putKeepsAnEntryWithoutADeadlineUnlessAnUpdateGivesOne(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    put(store, "key", "old", Expiry.NEVER);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.movedByUpdate ? clock().in(LIFE) : Expiry.NEVER);
  }

  @ParameterizedTest
  @EnumSource
  default void putsAtOnceAgreeOnTheDeadline(StandardPolicy standard) throws Exception {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "first", expiry);
    long deadline = standard.onCreation(clock());
    clock().advance(PART_OF_LIFE);
    Together.run(
        4,
        () -> {
          for (int i = 0; i < 200; i++) {
            store.put("key", i, expiry);
          }
        });
    assertEntry(store, "key", 199, standard.movedByUpdate ? clock().in(LIFE) : deadline);
  }

  @ParameterizedTest
  @EnumSource
  default void putsLoseNoCommitOfComputesAtTheSameKey(StandardPolicy standard) throws Exception {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    AtomicInteger increments = new AtomicInteger();
    Together.run(
        () -> { // numbers of thousands, each higher than the last
          for (int i = 1; i <= 300; i++) {
            store.put("key", i * 1_000, expiry);
          }
        },
        () -> { // what lies on top of them
          int last = 0;
          for (int i = 0; i < 300; i++) {
            int now = increment(store, "key");
            assertThat(now).isGreaterThan(last);
            last = now;
            increments.incrementAndGet();
          }
        });
    int found = number(store.peek("key"));
    assertThat(found).isBetween(300_000, 300_000 + increments.get());
  }

  @Test
  default void removedBlindlyIsSaidToBeWhatItWas() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    put(store, "dead", "value", clock().in(LIFE));
    clock().advance(LIFE);
    put(store, "live", "value", clock().in(LIFE));
    put(store, "other", "value", Expiry.NEVER);
    assertThat(store.removeAll(List.of("live", "dead", "none"), expiry))
        .isEqualTo(Map.of("live", Removal.LIVE, "dead", Removal.EXPIRED, "none", Removal.NOTHING));
    assertThat(store.removeAll(List.of("live", "dead"), expiry))
        .isEqualTo(Map.of("live", Removal.NOTHING, "dead", Removal.NOTHING));
    assertEntry(store, "other", "value", Expiry.NEVER);
    assertThat(store.removeAll(List.of(), expiry)).isEmpty();
  }
}
