/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;
import static uno.jcache.internal.engine.Step.none;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.spi.Removal;

/**
 * Puts and removals whose caller does not need the old value. They are blind writes, unless
 * something else needs the old entry: a listener, a writer, a rule, a custom expiry policy, or an
 * operation that holds a key lock. This class chooses between a blind write and a decision.
 */
final class WritePath<K, V> {
  private final Engine<K, V> engine;
  private final Batches<K, V> batches;
  private final Expiry expiry;
  private final StoredForm<K, V> values;
  private final Statistics statistics;
  private final WriteThrough<K, V> writeThrough;
  private final ReadThrough<K, V> loading;
  private final KeyRules rules;

  WritePath(Engine<K, V> engine, CacheParts<K, V> parts) {
    this.engine = engine;
    this.batches = engine.batches();
    this.expiry = parts.expiry();
    this.values = parts.values();
    this.statistics = parts.statistics();
    this.writeThrough = parts.writeThrough();
    this.loading = engine.loading();
    this.rules = parts.rules();
  }

  // ---- puts

  private boolean canPutBlindly(K key, Lifetime lifetime) {
    return lifetime.isByPolicy()
        && expiry.isResolved()
        && !values.records()
        && engine.takesNoLocks()
        && !rules.appliesTo(key);
  }

  /** Stores a value. */
  void put(K key, V value, Object stored, Lifetime lifetime) {
    Engine.RuleSnapshot begun = engine.snapshotRules(); // before rules are read
    if (canPutBlindly(key, lifetime)) {
      // First, since no lock is held: otherwise a load that replaces could store between the two.
      loading.supersede(key);
      engine.store().put(key, stored, expiry);
      stored(key, begun);
    } else {
      Runnable write = WriteOnce.write(writeThrough, key, value);
      engine.change(
          key,
          step -> {
            write.run();
            return step.put(stored, lifetime, none());
          });
    }
  }

  private void stored(K key, Engine.RuleSnapshot begun) {
    engine.reapplyIfChanged(key, begun, engine.store());
    statistics.count(Statistics.PUT);
  }

  /**
   * Stores several values that were written through.
   *
   * @param failure of the writer, thrown at the end; null if there is none
   */
  void putAll(Map<K, Object> stored, Lifetime lifetime, @Nullable RuntimeException failure) {
    Engine.RuleSnapshot begun = engine.snapshotRules();
    List<K> blind = new ArrayList<>();
    Map<K, Operation<K, V, @Nullable Void>> decided = new HashMap<>();
    stored.forEach(
        (key, value) -> {
          if (canPutBlindly(key, lifetime)) {
            blind.add(key);
          } else {
            decided.put(key, step -> step.put(value, lifetime, none()));
          }
        });
    List<Attempt<?>> attempts = new ArrayList<>();
    attempts.add(
        Attempt.of(
            () -> {
              batches.forEach(blind, keys -> putBlindly(keys, stored, begun));
              return true;
            }));
    attempts.addAll(batches.changeAll(decided).values());
    Batches.throwFailures(attempts, failure);
  }

  private void putBlindly(List<K> keys, Map<K, Object> stored, Engine.RuleSnapshot begun) {
    Map<K, Object> batch = new HashMap<>(2 * keys.size());
    keys.forEach(key -> batch.put(key, requireNonNull(stored.get(key))));
    keys.forEach(loading::supersede); // before, as put does
    engine.store().putAll(batch, expiry);
    keys.forEach(key -> stored(key, begun));
  }

  // ---- removals

  /**
   * Returns whether removals can skip the old entry: no listener, writer, rule or operation that
   * holds a key lock needs it.
   */
  boolean canRemoveWithoutReading() {
    return engine.takesNoLocks() && !rules.hasReactions();
  }

  /** Returns the same, but only if blind removals are faster in this store. */
  private boolean canRemoveBlindly() {
    return engine.store().batch() > 1 && canRemoveWithoutReading();
  }

  /** Removes the entry, and returns whether there was a live one. */
  boolean remove(K key) {
    if (canRemoveBlindly()) {
      return removeBlindly(List.of(key)).get(key) == Removal.LIVE;
    }
    Runnable delete = WriteOnce.delete(writeThrough, key);
    return engine.change(
        key,
        step -> {
          delete.run();
          return step.remove(step.isPresent());
        });
  }

  /**
   * Removes several entries that the writer has deleted.
   *
   * @param failure of the writer, thrown at the end; null if there is none
   */
  void removeAll(Collection<? extends K> keys, @Nullable RuntimeException failure) {
    List<Attempt<?>> attempts = new ArrayList<>();
    if (canRemoveBlindly()) {
      attempts.add(
          Attempt.of(
              () -> {
                batches.forEach(keys, this::removeBlindly);
                return true;
              }));
    } else {
      Map<K, Operation<K, V, @Nullable Void>> decided = new HashMap<>();
      keys.forEach(key -> decided.put(key, step -> step.remove(none())));
      attempts.addAll(batches.changeAll(decided).values());
    }
    Batches.throwFailures(attempts, failure);
  }

  /** Removes entries without deleting them in the system of record; returns how many there were. */
  long invalidateAll(Collection<? extends K> keys) {
    if (canRemoveBlindly()) {
      List<Removal> removed = new ArrayList<>();
      batches.forEach(keys, some -> removed.addAll(removeBlindly(some).values()));
      return removed.stream()
          .filter(each -> each == Removal.LIVE || each == Removal.INVALIDATED)
          .count();
    }
    Map<K, Operation<K, V, Boolean>> decided = new HashMap<>();
    keys.forEach(key -> decided.put(key, step -> step.invalidate(false)));
    Collection<Attempt<Boolean>> attempts = batches.changeAll(decided).values();
    Batches.throwFailures(attempts, null);
    return attempts.stream().filter(attempt -> Boolean.TRUE.equals(attempt.result())).count();
  }

  private Map<K, Removal> removeBlindly(List<K> keys) {
    keys.forEach(loading::supersede); // before, as put does
    Map<K, Removal> removed = engine.store().removeAll(keys, expiry);
    removed.values().forEach(each -> statistics.count(counts(each)));
    return removed;
  }

  private static int counts(Removal removal) {
    return switch (removal) {
      case NOTHING, SUPERSEDED -> 0; // no Store returns SUPERSEDED: it tries again
      case EXPIRED -> Statistics.EXPIRATION;
      case INVALIDATED, LIVE -> Statistics.REMOVAL;
    };
  }
}
