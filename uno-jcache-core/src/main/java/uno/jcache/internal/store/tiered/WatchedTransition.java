/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;

/** Remembers what a transition saw and decided last. */
final class WatchedTransition<V, R extends @Nullable Object> implements Transition<V, R> {
  private final Transition<V, R> transition;
  private @Nullable StoredEntry<V> seen;
  private @Nullable Decision<V, R> decision;

  WatchedTransition(Transition<V, R> transition) {
    this.transition = transition;
  }

  private Decision<V, R> remember(@Nullable StoredEntry<V> seen, Decision<V, R> decision) {
    this.seen = seen;
    this.decision = decision;
    return decision;
  }

  @Override
  public Decision<V, R> decide(@Nullable StoredEntry<V> current) {
    return remember(current, transition.decide(current));
  }

  @Override
  public @Nullable LoadLease<V> lease() {
    return transition.lease();
  }

  @Override
  public Decision<V, R> decideUnreadable() {
    return remember(null, transition.decideUnreadable());
  }

  @Override
  public Decision<V, R> decideIfChanged(@Nullable StoredEntry<V> current) {
    return remember(current, transition.decideIfChanged(current));
  }

  /** Returns the entry of the last decision. */
  @Nullable StoredEntry<V> seen() {
    return seen;
  }

  /** Returns the last decision: if one is committed, it is this. */
  @Nullable Decision<V, R> decision() {
    return decision;
  }
}
