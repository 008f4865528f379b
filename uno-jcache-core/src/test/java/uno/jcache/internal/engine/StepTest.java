/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.engine.event.EntryChange;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.spi.MovableClock;

/** What each decision means: deadline, events, counts. */
class StepTest {
  private static final javax.cache.expiry.Duration MINUTE =
      new javax.cache.expiry.Duration(TimeUnit.MINUTES, 1);

  private final MovableClock clock = new MovableClock();
  private final long inAMinute = clock.in(Duration.ofMinutes(1));

  private record Entry(Object value, long expiresAt) implements StoredEntry<Object> {}

  /** Limits each life, or none. */
  private record Limit(long limit) implements KeyRules {
    @Override
    public boolean appliesTo(Object key) {
      return hasLifetimeLimits();
    }

    @Override
    public long limit(Object key, long writtenAt) {
      return limit;
    }

    @Override
    public boolean hasLifetimeLimits() {
      return limit != Long.MAX_VALUE;
    }

    @Override
    public Object version() {
      return this;
    }

    @Override
    public boolean hasReactions() {
      return false;
    }

    @Override
    public void changed(Object key, EntryChange change) {}
  }

  private Step<String, String> step(
      ExpiryPolicy policy, KeyRules rules, @Nullable StoredEntry<Object> current) {
    return new Step<>(
        Expiry.of("test", policy, clock),
        new StoredForm<String, String>("test", Copies.byReference(), null, false),
        rules,
        "key",
        current,
        true);
  }

  private Step<String, String> step(@Nullable StoredEntry<Object> current) {
    return step(new CreatedExpiryPolicy(MINUTE), new Limit(Long.MAX_VALUE), current);
  }

  private Entry live() {
    return new Entry("old", clock.in(Duration.ofSeconds(10)));
  }

  private Entry dead() {
    return new Entry("old", clock.millis());
  }

  private static final Entry INVALIDATED = new Entry("old", Expiry.INVALIDATED);

  private static void assertOutcome(
      Decision<Object, ? extends Outcome<?>> decision, int counts, EntryChange... changes) {
    assertThat(decision.result().counts()).isEqualTo(counts);
    assertThat(decision.result().changes()).containsExactly(changes);
  }

  private static Decision.Put<Object, ?> put(Decision<Object, ?> decision) {
    assertThat(decision).isInstanceOf(Decision.Put.class);
    return (Decision.Put<Object, ?>) decision;
  }

  @Test
  void aPutWhereNothingIsCreates() {
    var decision = step(null).put("new", true);
    assertThat(put(decision).value()).isEqualTo("new");
    assertThat(put(decision).expiresAt()).isEqualTo(inAMinute);
    assertThat(put(decision).notAfter()).isEqualTo(Expiry.NEVER);
    assertThat(decision.result().result()).isTrue();
    assertOutcome(decision, Statistics.PUT, EntryChange.created("new"));
  }

  @Test
  void anUpdateOfACreatedExpiryEntryKeepsItsDeadline() {
    Entry live = live();
    var decision = step(live).put("new", true);
    assertThat(put(decision).expiresAt()).isEqualTo(live.expiresAt());
    assertOutcome(decision, Statistics.PUT, EntryChange.updated("old", "new"));
  }

  @Test
  void anUpdateOfAModifiedExpiryEntryMovesIt() {
    var decision =
        step(new ModifiedExpiryPolicy(MINUTE), new Limit(Long.MAX_VALUE), live()).put("new", true);
    assertThat(put(decision).expiresAt()).isEqualTo(inAMinute);
  }

  @Test
  void aPutOverADeadEntryEndsThatAndCreates() {
    var decision = step(dead()).put("new", true);
    assertThat(put(decision).expiresAt()).isEqualTo(inAMinute);
    assertOutcome(
        decision,
        Statistics.PUT | Statistics.EXPIRATION,
        EntryChange.expired("old"),
        EntryChange.created("new"));
  }

  @Test
  void aPutOverAnInvalidatedEntryEndsThatAsARemoval() {
    assertOutcome(
        step(INVALIDATED).put("new", true),
        Statistics.PUT | Statistics.REMOVAL,
        EntryChange.removed("old"),
        EntryChange.created("new"));
  }

  @Test
  void whatIsLoadedCountsAsNoPut() {
    assertOutcome(step(null).load("new", Lifetime.BY_POLICY, true), 0, EntryChange.created("new"));
  }

  @Test
  void whatExpiresOnCreationNeverWasThere() {
    ExpiryPolicy atOnce = new CreatedExpiryPolicy(javax.cache.expiry.Duration.ZERO);
    var decision = step(atOnce, new Limit(Long.MAX_VALUE), null).put("new", true);
    assertThat(decision).isInstanceOf(Decision.Remove.class);
    assertOutcome(decision, 0);
  }

  @Test
  void whatExpiresOnUpdateIsUpdatedAndExpires() {
    ExpiryPolicy atOnce = new ModifiedExpiryPolicy(javax.cache.expiry.Duration.ZERO);
    var decision = step(atOnce, new Limit(Long.MAX_VALUE), live()).put("new", true);
    assertThat(decision).isInstanceOf(Decision.Remove.class);
    assertOutcome(
        decision,
        Statistics.PUT | Statistics.EXPIRATION,
        EntryChange.updated("old", "new"),
        EntryChange.expired("new"));
  }

  @Test
  void aLifetimeOfItsOwnTakesThePlaceOfThePolicy() {
    var decision = step(live()).put("new", new Lifetime(500), true);
    assertThat(put(decision).expiresAt()).isEqualTo(clock.in(Duration.ofMillis(500)));
  }

  @Test
  void aRuleLimitsALife() {
    var decision = step(new CreatedExpiryPolicy(MINUTE), new Limit(700), null).put("new", true);
    assertThat(put(decision).expiresAt()).isEqualTo(inAMinute);
    assertThat(put(decision).notAfter()).isEqualTo(clock.in(Duration.ofMillis(700)));
  }

  @Test
  void anAccessMovesTheDeadlineWhereThePolicySaysSo() {
    assertThat(step(live()).access(true)).isInstanceOf(Decision.Keep.class);
    var moved =
        step(new TouchedExpiryPolicy(MINUTE), new Limit(Long.MAX_VALUE), live()).access(true);
    assertThat(moved)
        .isInstanceOfSatisfying(
            Decision.Touch.class, touch -> assertThat(touch.expiresAt()).isEqualTo(inAMinute));
    assertOutcome(moved, 0);
  }

  @Test
  void keepingChangesNothingButEndsADeadEntry() {
    assertThat(step(null).keep(1)).isInstanceOf(Decision.Keep.class);
    assertThat(step(live()).keep(1)).isInstanceOf(Decision.Keep.class);
    assertThat(step(dead()).keep(1)).isInstanceOf(Decision.Remove.class);
    assertOutcome(step(dead()).keep(1), Statistics.EXPIRATION, EntryChange.expired("old"));
  }

  @Test
  void aRemovalIsOneWhereAnEntryIsPresent() {
    assertOutcome(step(live()).remove(true), Statistics.REMOVAL, EntryChange.removed("old"));
    assertOutcome(step(null).remove(true), 0);
    assertOutcome(step(dead()).remove(true), Statistics.EXPIRATION, EntryChange.expired("old"));
  }

  @Test
  void aLookUpIsAHitOrAMiss() {
    assertOutcome(step(live()).lookedUp().keep(1), Statistics.HIT);
    assertOutcome(step(null).lookedUp().keep(1), Statistics.MISS);
    assertOutcome(
        step(dead()).lookedUp().keep(1),
        Statistics.MISS | Statistics.EXPIRATION,
        EntryChange.expired("old"));
  }

  @Test
  void aDeadlineIsOnlyBroughtNearer() {
    assertThat(step(live()).shorten(60_000)).isInstanceOf(Decision.Keep.class);
    assertThat(step(live()).shorten(1_000))
        .isInstanceOfSatisfying(
            Decision.Touch.class,
            touch -> assertThat(touch.expiresAt()).isEqualTo(clock.in(Duration.ofSeconds(1))));
    assertThat(step(null).shorten(1_000)).isInstanceOf(Decision.Keep.class);
  }

  @Test
  void aLimitLeavesTheDeadlineOfThePolicy() {
    Entry live = live();
    assertThat(step(live).limit(1_000))
        .isInstanceOfSatisfying(
            Decision.Touch.class,
            touch -> {
              assertThat(touch.expiresAt()).isEqualTo(live.expiresAt());
              assertThat(touch.notAfter()).isEqualTo(clock.in(Duration.ofSeconds(1)));
            });
  }

  @Test
  void whatIsInvalidatedWasThereUnlessItCameLater() {
    var live = step(live()).invalidate(false);
    assertThat(live.result().result()).isTrue();
    assertOutcome(live, Statistics.REMOVAL, EntryChange.removed("old"));
    assertThat(step(null).invalidate(false).result().result()).isFalse();
    // Where the store has hidden what came before.
    assertThat(step(live()).invalidate(true)).isInstanceOf(Decision.Keep.class);
    var hidden = step(INVALIDATED).invalidate(true);
    assertThat(hidden.result().result()).isTrue();
    assertOutcome(hidden, Statistics.REMOVAL, EntryChange.removed("old"));
  }

  @Test
  void whatARuleInvalidatesIsMarkedSo() {
    assertThat(step(live()).invalidateByRule(false).result().isByRule()).isTrue();
    assertThat(step(live()).invalidate(false).result().isByRule()).isFalse();
  }

  @Test
  void whatIsForgottenIsToldToNobody() {
    assertThat(step(live()).forget()).isInstanceOf(Decision.Remove.class);
    assertOutcome(step(dead()).forget(), 0);
  }
}
