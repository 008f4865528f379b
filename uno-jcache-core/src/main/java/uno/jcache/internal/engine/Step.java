/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.event.EntryChange;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.value.copy.StoredForm;

/**
 * A snapshot of one entry, and the decisions that an operation can make about it. Defines the
 * deadline and the events of each decision. An entry past its deadline counts as absent. Any
 * decision about it also publishes its EXPIRED event, or its REMOVED event if an invalidation has
 * hidden the entry.
 */
final class Step<K, V> {
  private final Expiry expiry;
  private final StoredForm<?, V> values;
  private final KeyRules rules;
  private final K key;
  private final @Nullable StoredEntry<Object> current;
  private final boolean present;
  private final boolean storesLoaded;
  private int counts;

  /**
   * Creates a step for an entry.
   *
   * @param storesLoaded whether a loaded value is stored: false while caching is disabled, or if
   *     the key has an entry that only other processes can decode
   */
  Step(
      Expiry expiry,
      StoredForm<?, V> values,
      KeyRules rules,
      K key,
      @Nullable StoredEntry<Object> current,
      boolean storesLoaded) {
    this.expiry = expiry;
    this.values = values;
    this.rules = rules;
    this.key = key;
    this.current = current;
    this.storesLoaded = storesLoaded;
    this.present = current != null && expiry.isLive(current.expiresAt());
  }

  /** Returns null. NullAway cannot see that the type of the result allows it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <R extends @Nullable Object> R none() {
    return null;
  }

  /** Returns whether there is an entry, dead or alive. */
  boolean isStored() {
    return current != null;
  }

  /** Returns whether there is a live entry. */
  boolean isPresent() {
    return present;
  }

  /** Returns whether there is an entry that an invalidation has hidden. */
  boolean isInvalidated() {
    return current != null && current.expiresAt() == Expiry.INVALIDATED;
  }

  /** Returns the stored form of the value of the present entry. */
  Object stored() {
    return requireNonNull(current).value();
  }

  /** Returns the value of the present entry; a copy if the cache stores by value. */
  V value() {
    return values.valueOf(stored());
  }

  /** Returns whether a loaded value is stored. */
  boolean storesLoaded() {
    return storesLoaded;
  }

  /** Counts a hit if the entry is present, otherwise a miss. */
  Step<K, V> lookedUp() {
    counts |= present ? Statistics.HIT : Statistics.MISS;
    return this;
  }

  /** Changes nothing, except that an expired entry is removed. */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> keep(R result) {
    return (current == null || present)
        ? new Decision.Keep<>(outcome(result))
        : new Decision.Remove<>(outcome(result));
  }

  /** Keeps the value, and counts as an access to the present entry. */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> access(R result) {
    StoredEntry<Object> entry = requireNonNull(current);
    values.accessed(entry.value(), expiry.recently());
    long moved = expiry.onAccess(entry.policyDeadline());
    return (moved == entry.policyDeadline())
        ? new Decision.Keep<>(outcome(result))
        : new Decision.Touch<>(moved, entry.notAfter(), outcome(result));
  }

  /**
   * Moves the deadline of the present entry. The result says whether there is one.
   *
   * @param life how long the entry lives from now on, in milliseconds, unless a rule limits it
   */
  Decision<Object, Outcome<Boolean>> touch(long life) {
    return present
        ? new Decision.Touch<>(
            expiry.after(life), requireNonNull(current).notAfter(), outcome(true))
        : keep(false);
  }

  /**
   * Limits the lifetime of the present entry.
   *
   * @param life how long it may live from now on, in milliseconds
   */
  Decision<Object, Outcome<@Nullable Void>> limit(long life) {
    if (!present) {
      return keep(none());
    }
    StoredEntry<Object> entry = requireNonNull(current);
    long limit = expiry.after(life);
    return (limit >= entry.notAfter())
        ? keep(none())
        : new Decision.Touch<>(entry.policyDeadline(), limit, outcome(none()));
  }

  /**
   * Moves the deadline of the present entry to an earlier time, unless it is early enough. Later
   * accesses may extend it again.
   *
   * @param life how long the entry may live from now on without an access or update, in
   *     milliseconds
   */
  Decision<Object, Outcome<@Nullable Void>> shorten(long life) {
    if (!present) {
      return keep(none());
    }
    StoredEntry<Object> entry = requireNonNull(current);
    long expiresAt = expiry.after(life);
    return (expiresAt >= entry.policyDeadline())
        ? keep(none())
        : new Decision.Touch<>(expiresAt, entry.notAfter(), outcome(none()));
  }

  /** Stores a value from the application. */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> put(Object stored, R result) {
    return put(stored, Lifetime.BY_POLICY, result);
  }

  /** Stores a value from the application, which may have a lifetime of its own. */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> put(
      Object stored, Lifetime lifetime, R result) {
    return store(stored, lifetime, Statistics.PUT, result);
  }

  /** Stores a value that the cache loaded itself, which does not count as a put. */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> load(
      Object stored, Lifetime lifetime, R result) {
    return store(stored, lifetime, 0, result);
  }

  private <R extends @Nullable Object> Decision<Object, Outcome<R>> store(
      Object stored, Lifetime lifetime, int count, R result) {
    long expiresAt =
        present
            ? lifetime.onUpdate(expiry, requireNonNull(current).policyDeadline())
            : lifetime.onCreation(expiry);
    long notAfter = notAfter();
    boolean expiresImmediately = (expiresAt == Expiry.IMMEDIATELY);
    if (expiresImmediately && !present) {
      return removeNothing(result); // never was in the cache: no event, no count
    }
    counts |= count;
    if (expiresImmediately) {
      counts |= Statistics.EXPIRATION;
      return new Decision.Remove<>(
          outcome(result, EntryChange.updated(stored(), stored), EntryChange.expired(stored)));
    }
    EntryChange change =
        present ? EntryChange.updated(stored(), stored) : EntryChange.created(stored);
    Object next =
        values.records()
            ? values.succeeding(present ? stored() : null, stored, expiry.now())
            : stored;
    return new Decision.Put<>(next, expiresAt, notAfter, outcome(result, change));
  }

  private long notAfter() {
    if (!rules.hasLifetimeLimits()) {
      return Expiry.NEVER;
    }
    long limit = rules.limit(key, expiry.now());
    return (limit == Long.MAX_VALUE) ? Expiry.NEVER : expiry.after(limit);
  }

  /** Removes the present entry, if there is one. */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> remove(R result) {
    if (!present) {
      return removeNothing(result);
    }
    counts |= Statistics.REMOVAL;
    return new Decision.Remove<>(outcome(result, EntryChange.removed(stored())));
  }

  /**
   * Removes an absent entry. This is still a change: it stops other processes from caching a value
   * that they are loading.
   */
  private <R extends @Nullable Object> Decision<Object, Outcome<R>> removeNothing(R result) {
    return new Decision.Remove<>(outcome(result));
  }

  /**
   * Removes the entry if it is invalidated. The result says whether there was one.
   *
   * @param hidden whether the store already hides the invalidated entries; a present entry is then
   *     newer than the invalidation, and is kept
   */
  Decision<Object, Outcome<Boolean>> invalidate(boolean hidden) {
    return hidden ? keep(isInvalidated()) : remove(present || isInvalidated());
  }

  /** As {@link #invalidate}, for a rule: does not trigger further rules. */
  Decision<Object, Outcome<Boolean>> invalidateByRule(boolean hidden) {
    Decision<Object, Outcome<Boolean>> decision = invalidate(hidden);
    return (decision instanceof Decision.Remove)
        ? new Decision.Remove<>(decision.result().byRule())
        : decision;
  }

  /** Removes the entry, dead or alive, without events or counts. */
  Decision<Object, Outcome<@Nullable Void>> forget() {
    return new Decision.Remove<>(new Outcome<>(none(), 0, List.of()));
  }

  private <R extends @Nullable Object> Outcome<R> outcome(R result, EntryChange... changes) {
    if (current == null || present) {
      return new Outcome<>(result, counts, List.of(changes));
    }
    Object last = current.value();
    EntryChange end = isInvalidated() ? EntryChange.removed(last) : EntryChange.expired(last);
    return new Outcome<>(
        result,
        counts | (isInvalidated() ? Statistics.REMOVAL : Statistics.EXPIRATION),
        (changes.length == 0) ? List.of(end) : List.of(end, changes[0]));
  }
}
