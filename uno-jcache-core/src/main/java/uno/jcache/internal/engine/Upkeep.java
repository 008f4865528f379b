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
 * What becomes of many entries at once, or of what nobody asked for by its key: invalidations,
 * shorter lives, expired entries, a clear.
 */
public final class Upkeep<K, V> {
  private final Engine<K, V> engine;
  private final Batches<K, V> batches;
  private final KeyLocks<K> locks;
  private final ReadThrough<K, V> loading;

  Upkeep(Engine<K, V> engine) {
    this.engine = engine;
    this.batches = engine.batches();
    this.locks = engine.locks();
    this.loading = engine.loading();
  }

  /** Ends the entry if its deadline has passed. */
  public void expire(K key) {
    engine.run(key, step -> step.keep(none()));
  }

  /**
   * Removes entries, and leaves the application's system of record alone. A value that is being
   * loaded from before does not outlive this.
   *
   * @param patterns which keys, as strings
   * @param stale says the same of a key
   * @param likely the keys that are likely to match, where the store need not be searched for
   *     others: these are hidden, and removed later; empty where it must be searched
   * @return how many entries were removed
   */
  public long invalidate(
      List<String> patterns, Predicate<? super K> stale, Collection<? extends K> likely) {
    return invalidate(
        patterns,
        stale,
        likely,
        new Invalidator<>() {
          @Override
          public boolean invalidate(K key, boolean hidden) {
            return Upkeep.this.invalidate(key, hidden);
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
  private interface Invalidator<K, V> {
    /** Invalidates one, and returns whether there was one; as {@link Step#invalidate} has it. */
    boolean invalidate(K key, boolean hidden);

    /** Returns what does the same as one of several. */
    Operation<K, V, Boolean> operation(K key, boolean hidden);

    /** Called after several were done. */
    void ended();
  }

  /**
   * Invalidates entries: immediately, where the store hides them, and looks for them then; or one
   * after the other. In the midst of a decision nothing is hidden, as this would make it start
   * over.
   */
  private long invalidate(
      List<String> patterns,
      Predicate<? super K> stale,
      Collection<? extends K> likely,
      Invalidator<K, V> how) {
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
      return invalidated.sum(); // others are hidden, and removed by who looks for such next
    }
    boolean complete;
    // A listener may change the keys whose end it is yet to hear of: so with it, one by one.
    int together = engine.hasListeners() ? 1 : in.batch();
    // What is hidden stays so if the scan fails.
    String prefix = Glob.commonPrefix(patterns.stream().map(Glob::of).toList());
    try (EntryCursor<K, Object> cursor = hidden ? in.scanKeys(prefix) : in.scanToChange(prefix)) {
      forEachBatch(
          cursor, stale, keys -> invalidate(keys, hidden, how, invalidated, failures), together);
      complete = cursor.isComplete();
    }
    if (!hidden && !complete) {
      in.invalidateLater(patterns);
    }
    failures.throwIfAny(); // one may be left, which is looked for later
    epoch.ifPresent(in::reclaimed);
    return invalidated.sum();
  }

  private void invalidate(
      List<K> keys,
      boolean hidden,
      Invalidator<K, V> how,
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
   * Removes entries as {@link #invalidate(List, Predicate, Collection)} does, because of a rule:
   * this sets off no others.
   *
   * @param patterns which keys, as strings; none if they cannot say it
   * @param likely as {@link #invalidate(List, Predicate, Collection)} has it
   * @param gone told of each entry that is gone, also of those that were found dead
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
        new Invalidator<>() {
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

  /** Returns what ends an entry because of a rule, and says whether there was one to end. */
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
   * Removes one entry because of a rule.
   *
   * @return whether there was a live one
   */
  private boolean invalidateByRule(K key, boolean hidden, Consumer<? super K> gone) {
    if (locks.isDeciding(key)) {
      return false; // by its processor or writer, which is about to change it anyway
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
   * Limits the lives of entries. Where the store judges by the limits itself, they hold already,
   * for all that it has.
   */
  public void limitLives(ToLongFunction<? super K> limit) {
    if (engine.store().limitsChanged()) {
      return; // what is being loaded catches up with the rules when it is stored
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

  /** Brings the deadlines of entries nearer, up to so many milliseconds from now. */
  public void shortenLives(long life) {
    engine.shorteningLives(); // before the first is looked at
    forEachKey(key -> true, key -> engine.run(key, step -> step.shorten(life)));
  }

  /** Keeps loads that are under way from storing what they find. */
  public void supersedeLoads() {
    for (K key : loading.keys()) {
      engine.change(
          key, step -> step.keep(none())); // with its lock, or what it stores could come after
    }
  }

  /**
   * Calls for each key that there is, or that is being loaded; for all, whatever listeners throw.
   *
   * @param chosen whether to call for a key
   */
  private void forEachKey(Predicate<? super K> chosen, Consumer<K> action) {
    Failures failures = new Failures();
    // These first: what they load is then superseded, or in the store when that is scanned.
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

  /** Calls for as many of the chosen keys at once as the store likes. */
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

  /** Removes all entries, and tells nobody. */
  public void clear() {
    for (K key : loading.keys()) {
      engine.change(key, step -> step.forget());
    }
    engine.store().clear();
  }
}
