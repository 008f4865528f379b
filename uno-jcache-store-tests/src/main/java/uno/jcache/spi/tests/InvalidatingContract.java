/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;

/** An {@link Invalidating} store keeps invalidations, and refuses what was decided before one. */
@ContractOf(Invalidating.class)
@DisplayName("Invalidating: many entries hidden immediately")
public abstract class InvalidatingContract extends StoreContract {
  /** A store may ignore for so long that an invalidation was reclaimed. */
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

  /** For subclasses. */
  protected InvalidatingContract() {}

  private static long invalidate(TestStore store, String... patterns) {
    return store.as(Invalidating.class).invalidate(List.of(patterns)).orElseThrow();
  }

  @Test
  void aNewStoreHasNoInvalidations() {
    TestStore store = open();
    assertThat(store.value("key")).isNull();
    assertThat(store.invalidations(bytes("key")).isEmpty()).isTrue();
    assertThat(store.as(Invalidating.class).unreclaimed()).isEmpty();
  }

  @Test
  void anInvalidationIsListedFromWhenItIsPublished() {
    TestStore store = open();
    long before = store.invalidations(bytes("key")).epoch();
    long unused = invalidate(store, "a*", "b?");
    Invalidations invalidations = store.invalidations(bytes("key"));
    assertThat(invalidations.isEmpty()).isFalse();
    assertThat(invalidations.epoch()).isGreaterThan(before);
    assertThat(invalidations.published())
        .anySatisfy(
            each -> {
              assertThat(each.patterns()).containsExactly("a*", "b?");
              assertThat(each.isReclaimed()).isFalse();
            });
    assertThat(laterUnreclaimed(store, clock())).isNotEmpty();
  }

  /**
   * Returns the invalidations that are not reclaimed, after the time for which a store may ignore
   * that they are.
   */
  static Set<Long> laterUnreclaimed(TestStore store, ManualClock clock) {
    Set<Long> unused = store.as(Invalidating.class).unreclaimed(); // the store sees them
    clock.advance(LONGEST_DELAY);
    return store.as(Invalidating.class).unreclaimed();
  }

  private void awaitReclaimed(TestStore store) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              Set<Long> left = laterUnreclaimed(store, clock());
              left.forEach(store.as(Invalidating.class)::reclaimed);
              return left.isEmpty();
            });
  }

  @Test
  void anInvalidationHidesNothingOnceItIsReclaimed() {
    TestStore store = open();
    long first = invalidate(store, "a*");
    long second = invalidate(store, "b*");
    assertThat(second).isGreaterThan(first);
    store.as(Invalidating.class).reclaimed(first);
    assertThat(store.value("key")).isNull();
    assertThat(store.invalidations(bytes("key")).isEmpty()).isFalse();
    store.as(Invalidating.class).reclaimed(second);
    awaitReclaimed(store);
    assertThat(store.value("key")).isNull();
    assertThat(store.invalidations(bytes("key")).isEmpty()).isTrue();
    assertThat(invalidate(store, "a*")).isGreaterThan(second);
  }

  @Test
  void aChangeThatWasDecidedBeforeAnInvalidationIsRefused() {
    TestStore store = open();
    store.set("key", "old");
    ByteEntry seen = store.entry("key");
    ByteEntry next = store.next(bytes("key"), bytes("new"), Deadlines.NEVER, Deadlines.NEVER);
    ByteEntry absent = store.next(bytes("absent"), bytes("new"), Deadlines.NEVER, Deadlines.NEVER);
    long unused = invalidate(store, "k*");
    assertThat(store.store().compareAndSet(bytes("key"), seen, next)).isFalse();
    assertThat(store.store().compareAndSet(bytes("absent"), null, absent)).isFalse();
    assertThat(store.value("key")).isEqualTo("old");
    assertThat(store.replace("key", seen, "new")).as("decided again").isTrue();
    assertThat(store.replace("absent", null, "new")).as("decided again").isTrue();
  }

  @Test
  void anEntryHasTheEpochAtWhichItWasStored() {
    TestStore store = open();
    store.set("key", "value");
    long before = store.entry("key").epoch();
    long unused = invalidate(store, "k*");
    assertThat(store.entry("key").epoch()).isEqualTo(before);
    assertThat(store.invalidations(bytes("key")).epoch()).isGreaterThan(before);
    boolean touched =
        store.store().touch(bytes("key"), store.entry("key"), clock().in(LIFE), Deadlines.NEVER);
    assertThat(store.entry("key").epoch()).as("touched: %s", touched).isEqualTo(before);
    store.set("key", "next");
    assertThat(store.entry("key").epoch()).isEqualTo(store.invalidations(bytes("key")).epoch());
  }

  @Test
  void entriesCanBeReclaimedAgainAndAgain() {
    Invalidating store = open().as(Invalidating.class);
    for (int i = 0; i < 3; i++) {
      assertThat(store.beginReclaiming()).isTrue();
      store.endReclaiming();
    }
  }

  @Test
  void interruptedThreadsAreServedAndStayInterrupted() {
    TestStore store = open();
    interrupted(() -> store.as(Invalidating.class).reclaimed(invalidate(store, "k*")));
    awaitReclaimed(store);
    assertThat(store.value("key")).isNull();
    assertThat(store.invalidations(bytes("key")).isEmpty()).isTrue();
  }
}
