/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static uno.jcache.internal.engine.Step.none;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.support.Glob;

/**
 * Operations on many entries, or on entries that the application did not name: invalidation,
 * shorter lifetimes, expiry, clear.
 */
public final class Invalidator<K, V> {
  private final Engine<K, V> engine;
  private final Batches<K, V> batches;
  private final KeyLocks<K> locks;
  private final ReadThrough<K, V> loading;

  Invalidator(Engine<K, V> engine) {
    this.engine = engine;
    this.batches = engine.batches();
    this.locks = engine.locks();
    this.loading = engine.loading();
  }

  /** Removes the entry if its deadline has passed. */
  public void expire(K key) {
    engine.run(key, step -> step.keep(none()));
  }

  /**
   * Removes entries without deleting them in the system of record. A load of such a key that is in
   * progress does not cache its value.
   *
   * @param patterns of keys, as strings
   * @param stale returns whether a key is one of these
   * @param likely the only keys that are likely to match. If the store can hide entries, it is not
   *     scanned for others: these stay hidden, and are removed later. Empty if the store must be
   *     scanned
   * @return how many entries were removed
   */
  public long invalidate(
      List<String> patterns, Predicate<? super K> stale, Collection<? extends K> likely) {
    return invalidate(
        patterns,
        stale,
        likely,
        new InvalidationStep<>() {
          @Override
          public boolean invalidate(K key, boolean hidden) {
            return Invalidator.this.invalidate(key, hidden);
          }

          @Override
          public Operation<K, V, Boolean> operation(K key, boolean hidden) {
            return step -> step.invalidate(hidden);
          }

          @Override
          public void ended() {}
        });
  }

  private boolean invalidate(K key, boolean hidden) {
    return engine.change(key, step -> step.invalidate(hidden));
  }

  /** How entries are invalidated. */
  private interface InvalidationStep<K, V> {
    /** Invalidates one entry as {@link Step#invalidate} does; returns whether there was one. */
    boolean invalidate(K key, boolean hidden);

    /** Returns an operation that does the same in a batch. */
    Operation<K, V, Boolean> operation(K key, boolean hidden);

    /** Called after a batch. */
    void ended();
  }

  /**
   * Invalidates entries. If the store can hide them, they are hidden first, and then found by a
   * scan and removed; otherwise they are removed one by one. Within a decision nothing is hidden,
   * since that would restart the decision.
   */
  private long invalidate(
      List<String> patterns,
      Predicate<? super K> stale,
      Collection<? extends K> likely,
      InvalidationStep<K, V> how) {
    LongAdder invalidated = new LongAdder();
    Failures failures = new Failures();
    Store<K, Object> in = engine.store();
    forEachLoading(stale, key -> count(how.invalidate(key, false), invalidated), failures);
    OptionalLong epoch =
        (patterns.isEmpty() || locks.isDeciding()) ? OptionalLong.empty() : in.invalidate(patterns);
    boolean hidden = epoch.isPresent();
    if (hidden && !likely.isEmpty()) {
      likely.forEach(key -> failures.run(() -> count(how.invalidate(key, true), invalidated)));
      failures.throwIfAny();
      return invalidated.sum(); // a later sweep removes the other hidden entries
    }
    boolean complete;
    // With listeners, keys are removed one by one: a listener may change keys whose removal it has
    // not been notified of yet.
    int together = engine.hasListeners() ? 1 : in.batch();
    // Hidden entries stay hidden if the scan fails.
    String prefix = Glob.commonPrefix(patterns.stream().map(Glob::of).toList());
    try (EntryCursor<K, Object> cursor = hidden ? in.scanKeys(prefix) : in.scanToChange(prefix)) {
      forEachBatch(
          cursor, stale, keys -> invalidate(keys, hidden, how, invalidated, failures), together);
      complete = cursor.isComplete();
    }
    if (!hidden && !complete) {
      in.invalidateLater(patterns);
    }
    failures.throwIfAny(); // an entry may be left; a later sweep removes it
    epoch.ifPresent(in::reclaimed);
    return invalidated.sum();
  }

  private void invalidate(
      List<K> keys,
      boolean hidden,
      InvalidationStep<K, V> how,
      LongAdder invalidated,
      Failures failures) {
    if (keys.size() == 1) {
      failures.run(() -> count(how.invalidate(keys.get(0), hidden), invalidated));
      return;
    }
    Map<K, Operation<K, V, Boolean>> operations = new HashMap<>();
    keys.forEach(key -> operations.put(key, how.operation(key, hidden)));
    try {
      batches
          .changeAll(operations)
          .values()
          .forEach(
              attempt -> {
                failures.add(attempt.failure());
                count(Boolean.TRUE.equals(attempt.result()), invalidated);
              });
    } finally {
      failures.run(how::ended);
    }
  }

  private static void count(boolean yes, LongAdder counter) {
    if (yes) {
      counter.increment();
    }
  }

  /**
   * Removes entries as {@link #invalidate(List, Predicate, Collection)} does, for a rule: does not
   * trigger further rules.
   *
   * @param patterns of keys, as strings; empty if patterns cannot express the condition
   * @param likely as for {@link #invalidate(List, Predicate, Collection)}
   * @param gone called with each key whose entry was removed, including entries that had expired
   * @return how many entries were removed
   */
  public long invalidateByRule(
      List<String> patterns,
      Predicate<? super K> stale,
      Collection<? extends K> likely,
      Consumer<? super K> gone) {
    Map<K, AtomicBoolean> ended = new HashMap<>();
    return invalidate(
        patterns,
        stale,
        likely,
        new InvalidationStep<>() {
          @Override
          public boolean invalidate(K key, boolean hidden) {
            return invalidateByRule(key, hidden, gone);
          }

          @Override
          public Operation<K, V, Boolean> operation(K key, boolean hidden) {
            AtomicBoolean it = new AtomicBoolean();
            ended.put(key, it);
            return byRule(hidden, it);
          }

          @Override
          public void ended() {
            Map<K, AtomicBoolean> done = Map.copyOf(ended);
            ended.clear();
            done.forEach(
                (key, it) -> {
                  if (it.get()) {
                    gone.accept(key);
                  }
                });
          }
        });
  }

  /** Returns an operation that removes an entry for a rule, and sets whether there was one. */
  private Operation<K, V, Boolean> byRule(boolean hidden, AtomicBoolean ended) {
    return step -> {
      ended.set(step.isStored() && !(hidden && step.isPresent()));
      return step.invalidateByRule(hidden);
    };
  }

  /** As {@link #invalidateByRule(List, Predicate, Collection, Consumer)}, for known keys. */
  public long invalidateByRule(Collection<? extends K> stale, Consumer<? super K> gone) {
    LongAdder invalidated = new LongAdder();
    Failures failures = new Failures();
    stale.forEach(
        key -> failures.run(() -> count(invalidateByRule(key, false, gone), invalidated)));
    failures.throwIfAny();
    return invalidated.sum();
  }

  /**
   * Removes one entry for a rule.
   *
   * @return whether there was a live or an invalidated one
   */
  private boolean invalidateByRule(K key, boolean hidden, Consumer<? super K> gone) {
    if (locks.isDeciding(key)) {
      return false; // its processor or writer is about to change it anyway
    }
    AtomicBoolean ended = new AtomicBoolean();
    try {
      return engine.change(key, byRule(hidden, ended));
    } finally {
      if (ended.get()) { // whatever listeners threw
        gone.accept(key);
      }
    }
  }

  /**
   * Limits the lifetimes of entries. If the store applies the limits on each read, its entries need
   * no change.
   */
  public void limitLives(ToLongFunction<? super K> limit) {
    if (engine.store().limitsChanged()) {
      return; // loads in progress apply the rules when they store their values
    }
    forEachKey(
        key -> true,
        key -> {
          long life = limit.applyAsLong(key);
          if (life != Long.MAX_VALUE) {
            engine.run(key, step -> step.limit(life));
          }
        });
  }

  /**
   * Moves the deadlines of entries that lie more than {@code life} milliseconds ahead to that time.
   */
  public void shortenLives(long life) {
    engine.lifetimesShortened(); // before the first entry is read
    forEachKey(key -> true, key -> engine.run(key, step -> step.shorten(life)));
  }

  /** Prevents loads in progress from storing their values. */
  public void supersedeLoads() {
    for (K key : loading.keys()) {
      engine.change(
          key, step -> step.keep(none())); // under its lock, or the load could still store
    }
  }

  /**
   * Calls the action with each key that is stored or being loaded; with all, even if listeners
   * throw.
   *
   * @param chosen whether to call it with a key
   */
  private void forEachKey(Predicate<? super K> chosen, Consumer<K> action) {
    Failures failures = new Failures();
    // Keys being loaded first: their values are then either superseded, or already in the store
    // when it is scanned.
    forEachLoading(chosen, action, failures);
    forEachStored(chosen, action, failures);
    failures.throwIfAny();
  }

  private void forEachLoading(Predicate<? super K> chosen, Consumer<K> action, Failures failures) {
    for (K key : loading.keys()) {
      if (chosen.test(key)) {
        failures.run(() -> action.accept(key));
      }
    }
  }

  private void forEachStored(Predicate<? super K> chosen, Consumer<K> action, Failures failures) {
    try (EntryCursor<K, Object> cursor = engine.store().scanToChange("")) {
      forEach(cursor, chosen, action, failures);
    }
  }

  /** Passes the chosen keys to the action in batches. */
  private void forEachBatch(
      EntryCursor<K, Object> cursor,
      Predicate<? super K> chosen,
      Consumer<List<K>> action,
      int most) {
    List<K> batch = new ArrayList<>();
    while (cursor.advance()) {
      K key = cursor.key();
      if (!chosen.test(key)) {
        continue;
      }
      batch.add(key);
      if (batch.size() >= most) {
        action.accept(List.copyOf(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      action.accept(batch);
    }
  }

  private void forEach(
      EntryCursor<K, Object> cursor,
      Predicate<? super K> chosen,
      Consumer<K> action,
      Failures failures) {
    while (cursor.advance()) {
      K key = cursor.key();
      if (chosen.test(key)) {
        failures.run(() -> action.accept(key));
      }
    }
  }

  /** Removes all entries without events. */
  public void clear() {
    for (K key : loading.keys()) {
      engine.change(key, step -> step.forget());
    }
    engine.store().clear();
  }
}
