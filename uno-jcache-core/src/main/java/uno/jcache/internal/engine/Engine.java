/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;
import static uno.jcache.internal.engine.Step.none;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.concurrent.KeyLock;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.engine.event.EntryChange;
import uno.jcache.internal.engine.event.Listeners;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreRef;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.spi.OperationTime;

/**
 * Runs the operations of a cache: {@link #run} is the one place where decisions are committed and
 * their effects take place, {@link #runTogether} the same for several at once.
 *
 * <p>An operation that calls user code while it decides, or whose events somebody listens to, holds
 * the lock of its key from its decision to its last effect: so processors and writers do not run in
 * vain, and events come in the order of commits. The others take no lock and rely on the store's
 * compare-and-set alone. Neither holds anything that guards another key.
 */
final class Engine<K, V> {
  private final String cacheName;

  private final StoreRef<K> store;
  private final Expiry expiry;
  private final StoredForm<K, V> values;
  private final Statistics statistics;
  private final Listeners<K, V> listeners;
  private final WriteThrough<K, V> writeThrough;
  private final KeyRules rules;
  private final ReadThrough<K, V> loading;
  private final KeyLocks<K> locks = new KeyLocks<>();

  /** Stands for the last time that all lives were shortened. */
  private volatile Object shortened = new Object();

  Engine(CacheParts<K, V> parts) {
    this.cacheName = parts.cacheName();
    this.store = parts.store();
    this.expiry = parts.expiry();
    this.values = parts.values();
    this.statistics = parts.statistics();
    this.listeners = parts.listeners();
    this.writeThrough = parts.writeThrough();
    this.rules = parts.rules();
    this.loading =
        new ReadThrough<>(
            cacheName, parts.loader(), values, new LoadCoordinator<>(this, parts));
  }

  /** Returns where entries are looked for, and kept. */
  Store<K, Object> store() {
    return store.current();
  }

  /** Returns what loads values, whether the cache reads through or not. */
  ReadThrough<K, V> loading() {
    return loading;
  }

  /** Returns whether anybody listens to events. */
  boolean hasListeners() {
    return !listeners.isEmpty();
  }

  KeyLocks<K> locks() {
    return locks;
  }

  /** Returns whether an entry may be stored without a look at what is there, and by whom. */
  boolean isPlain(K key) {
    return expiry.isResolved()
        && !values.records()
        && !writeThrough.isOn()
        && listeners.isEmpty()
        && locks.isIdle()
        && !rules.concern(key);
  }

  /** Returns whether nobody asks what there was where an entry is removed. */
  boolean isRemovedUnseen() {
    return !writeThrough.isOn() && listeners.isEmpty() && locks.isIdle() && !rules.awaitChanges();
  }

  // ---- one at a time

  /**
   * Commits what the operation decides, and then, once, lets its effects take place.
   *
   * @throws RuntimeException of user code: before the commit nothing has changed; from a listener,
   *     which comes after the commit, the change stands
   */
  <R extends @Nullable Object> R run(K key, Operation<K, V, R> operation) {
    if (writeThrough.isOn() || !listeners.isEmpty()) {
      return runLocked(key, operation);
    }
    Store<K, Object> in = store();
    RuleSnapshot begun = snapshotRules();
    Outcome<R> outcome = in.compute(key, transition(key, operation, in));
    reapplyIfChanged(key, begun, in);
    return effects(key, outcome, in);
  }

  /**
   * What held when an operation began, each by an object that stands for itself.
   *
   * @param rules the invalidation rules
   * @param lives the last time that all lives were shortened
   */
  record RuleSnapshot(Object rules, Object lives) {}

  RuleSnapshot snapshotRules() {
    return new RuleSnapshot(rules.stamp(), shortened);
  }

  /**
   * Applies rules, and a shorter time to live, that came while an operation was under way: it may
   * have asked before them, and stored after they were brought upon all entries.
   */
  @SuppressWarnings("ReferenceEquality")
  void reapplyIfChanged(K key, RuleSnapshot begun, Store<K, Object> in) {
    if (rules.stamp() != begun.rules()) {
      limit(key, in);
    }
    if (shortened != begun.lives()) {
      expiry
          .timeToLive()
          .ifPresent(
              life ->
                  effects(
                      key, in.compute(key, transition(key, step -> step.shorten(life), in)), in));
    }
  }

  private void limit(K key, Store<K, Object> in) {
    long life = rules.limit(key, expiry.now());
    if (life != Long.MAX_VALUE) {
      effects(key, in.compute(key, transition(key, step -> step.limit(life), in)), in);
    }
  }

  <R extends @Nullable Object> R runLocked(K key, Operation<K, V, R> operation) {
    KeyLock lock = locks.acquire(key);
    try {
      return locked(key, lock, operation);
    } finally {
      locks.release(key, lock);
    }
  }

  private <R extends @Nullable Object> R locked(
      K key, @Nullable KeyLock lock, Operation<K, V, R> operation) {
    Store<K, Object> in = store();
    RuleSnapshot begun = snapshotRules();
    Outcome<R> outcome = in.compute(key, new Asking<>(key, lock, operation, in));
    reapplyIfChanged(key, begun, in);
    return perform(key, lock, outcome, in);
  }

  private <R extends @Nullable Object> R perform(
      K key, @Nullable KeyLock lock, Outcome<R> outcome, Store<K, Object> in) {
    if (lock == null) {
      return effects(key, outcome, in);
    }
    lock.perform(() -> effects(key, outcome, in));
    return outcome.result();
  }

  private <R extends @Nullable Object> Transition<Object, Outcome<R>> transition(
      K key, Operation<K, V, R> operation, Store<K, Object> in) {
    return new Transition<>() {
      @Override
      public Decision<Object, Outcome<R>> decide(@Nullable StoredEntry<Object> current) {
        return operation.decide(step(key, current, in));
      }

      @Override
      public Decision<Object, Outcome<R>> decideUnreadable() {
        return operation.decide(unreadable(key));
      }
    };
  }

  private Step<K, V> step(K key, @Nullable StoredEntry<Object> current, Store<K, Object> in) {
    return new Step<>(expiry, values, rules, key, current, store.isKept(in));
  }

  /** Returns a look at an entry that only others can read: what is loaded must not replace it. */
  private Step<K, V> unreadable(K key) {
    return new Step<>(expiry, values, rules, key, null, false);
  }

  /** Asks an operation, under the lock of its key if there is one. */
  private final class Asking<R extends @Nullable Object> implements Transition<Object, Outcome<R>> {
    private final K key;
    private final @Nullable KeyLock lock;
    private final Operation<K, V, R> operation;
    private final Store<K, Object> in;

    Asking(K key, @Nullable KeyLock lock, Operation<K, V, R> operation, Store<K, Object> in) {
      this.key = key;
      this.lock = lock;
      this.operation = operation;
      this.in = in;
    }

    @Override
    public Decision<Object, Outcome<R>> decide(@Nullable StoredEntry<Object> current) {
      return decide(step(key, current, in));
    }

    @Override
    public Decision<Object, Outcome<R>> decideUnreadable() {
      return decide(unreadable(key));
    }

    private Decision<Object, Outcome<R>> decide(Step<K, V> step) {
      if (lock == null) {
        return operation.decide(step);
      }
      boolean outer = lock.setDeciding(true);
      try {
        return operation.decide(step);
      } finally {
        lock.setDeciding(outer);
      }
    }

    @Override
    public @Nullable LoadLease<Object> lease() {
      return operation.lease();
    }

    @Override
    public Decision<Object, Outcome<R>> decideLate(@Nullable StoredEntry<Object> current) {
      return operation.decideLate(step(key, current, in));
    }
  }

  private <R extends @Nullable Object> R effects(K key, Outcome<R> outcome, Store<K, Object> in) {
    statistics.count(outcome.counts());
    if (outcome.changes().isEmpty() || !store.isKept(in)) {
      return outcome.result(); // where nothing is kept, nothing came or went
    }
    boolean setsOff = !outcome.isByRule() && rules.awaitChanges();
    if (!setsOff && listeners.isEmpty()) {
      return outcome.result();
    }
    return OperationTime.apart(
        () -> {
          tell(key, outcome.changes(), setsOff);
          return outcome.result();
        });
  }

  private void tell(K key, List<EntryChange> changes, boolean setsOff) {
    Failures failures = new Failures();
    for (EntryChange change : changes) {
      failures.run(() -> listeners.tell(key, change));
      if (setsOff) {
        failures.run(() -> rules.changed(key, change));
      }
    }
    failures.throwIfAny();
  }

  /**
   * Runs an operation that changes the entry for the application. A load of the key that is under
   * way may have read its source before; it stores under the key's lock, so that it either has
   * stored, and is overwritten here, or finds itself superseded. Where nothing is being loaded, the
   * lock is only taken after others who hold it, so that a processor is not made to start over
   * again and again: a load that begins later reads its source later than the application changed
   * it, unless the change is the writer's, in the midst of the operation.
   *
   * @throws IllegalStateException if the thread is within a decision over this very key, which this
   *     would make start over for ever
   */
  <R extends @Nullable Object> R change(K key, Operation<K, V, R> operation) {
    if (locks.isIdle() && loading.isIdle() && !writeThrough.isOn()) {
      return run(key, operation);
    } else if (locks.isDeciding(key)) {
      throw new IllegalStateException(
          "Cache '"
              + cacheName
              + "': an entry processor, or a writer, for key '"
              + key
              + "' changes this key through the cache. Let it use the entry that it is given.");
    }
    KeyLock lock = locks.acquire(key);
    try {
      return locked(key, lock, operation);
    } finally {
      loading.supersede(key);
      locks.release(key, lock);
    }
  }

  // ---- several at once

  /** Runs an operation for each of several keys, as {@link #change} does, whatever others throw. */
  <R extends @Nullable Object> Map<K, Attempt<R>> changeAll(
      Map<K, ? extends Operation<K, V, R>> operations) {
    return inBatches(
        operations,
        this::change,
        (each, attempts) -> {
          if (locks.isIdle() && loading.isIdle() && !writeThrough.isOn() && listeners.isEmpty()) {
            runTogether(each, Map.of(), attempts);
            return;
          }
          inBatch(
              each.keySet(),
              held -> {
                try {
                  runTogether(each, held, attempts);
                } finally {
                  each.keySet().forEach(loading::supersede);
                }
              });
        });
  }

  /** Runs one operation. */
  interface One<K, V, R extends @Nullable Object> {
    R run(K key, Operation<K, V, R> operation);
  }

  /** Runs several operations at once. */
  interface Several<K, V, R extends @Nullable Object> {
    void run(Map<K, Operation<K, V, R>> operations, Map<K, Attempt<R>> attempts);
  }

  /**
   * Runs operations one by one, or as many at once as the store likes. Those whose keys the thread
   * is deciding upon are left to the former, who says what is wrong with it.
   */
  <R extends @Nullable Object> Map<K, Attempt<R>> inBatches(
      Map<K, ? extends Operation<K, V, R>> operations, One<K, V, R> one, Several<K, V, R> several) {
    int most = store().batch();
    Map<K, Attempt<R>> attempts = new HashMap<>();
    Map<K, Operation<K, V, R>> batch = new HashMap<>();
    operations.forEach(
        (key, operation) -> {
          if (most == 1 || operations.size() == 1 || locks.isDeciding(key)) {
            attempts.put(key, Attempt.of(() -> one.run(key, operation)));
            return;
          }
          batch.put(key, operation);
          if (batch.size() == most) {
            several.run(batch, attempts);
            OperationTime.renew();
            batch.clear();
          }
        });
    if (!batch.isEmpty()) {
      several.run(batch, attempts);
    }
    return attempts;
  }

  /** Hands keys over by as many as the store likes. */
  void inBatches(Collection<K> keys, Consumer<List<K>> several) {
    int most = store().batch();
    List<K> all = List.copyOf(keys);
    for (int i = 0; i < all.size(); i += most) {
      several.accept(all.subList(i, Math.min(i + most, all.size())));
      OperationTime.renew();
    }
  }

  <R extends @Nullable Object> void runTogether(
      Map<K, Operation<K, V, R>> operations,
      Map<K, @Nullable KeyLock> held,
      Map<K, Attempt<R>> attempts) {
    Store<K, Object> in = store();
    RuleSnapshot begun = snapshotRules();
    Map<K, Trying<R>> tries = new HashMap<>();
    operations.forEach(
        (key, operation) ->
            tries.put(key, new Trying<>(new Asking<>(key, held.get(key), operation, in))));
    try {
      in.computeAll(tries)
          .forEach(
              (key, outcome) -> {
                Throwable failure = requireNonNull(tries.get(key)).failure;
                attempts.put(
                    key,
                    (failure != null)
                        ? Attempt.failed(failure)
                        : Attempt.of(
                            () -> {
                              reapplyIfChanged(key, begun, in);
                              return perform(key, held.get(key), outcome, in);
                            }));
              });
    } catch (RuntimeException | Error e) { // of the store
      operations.keySet().forEach(key -> attempts.putIfAbsent(key, Attempt.failed(e)));
    }
  }

  /** Keeps what a transition throws, and leaves the entry then. */
  private static final class Trying<R extends @Nullable Object>
      implements Transition<Object, Outcome<R>> {
    private final Transition<Object, Outcome<R>> transition;
    private @Nullable Throwable failure;

    Trying(Transition<Object, Outcome<R>> transition) {
      this.transition = transition;
    }

    @Override
    public Decision<Object, Outcome<R>> decide(@Nullable StoredEntry<Object> current) {
      return trying(() -> transition.decide(current));
    }

    @Override
    public Decision<Object, Outcome<R>> decideUnreadable() {
      return trying(transition::decideUnreadable);
    }

    private Decision<Object, Outcome<R>> trying(Supplier<Decision<Object, Outcome<R>>> decision) {
      failure = null;
      try {
        return decision.get();
      } catch (RuntimeException | Error e) {
        failure = e;
        return new Decision.Keep<>(new Outcome<>(none(), 0, List.of()));
      }
    }

    @Override
    public @Nullable LoadLease<Object> lease() {
      return transition.lease();
    }

    @Override
    public Decision<Object, Outcome<R>> decideLate(@Nullable StoredEntry<Object> current) {
      failure = null;
      return transition.decideLate(current);
    }
  }

  /** Throws what attempts failed with, and what came before. */
  static void throwFailures(
      Collection<? extends Attempt<?>> attempts, @Nullable RuntimeException before) {
    Failures failures = new Failures();
    failures.add(before);
    attempts.forEach(attempt -> failures.add(attempt.failure()));
    failures.throwIfAny();
  }

  /** Runs a batch while it holds the locks of its keys. */
  void inBatch(Collection<? extends K> keys, Consumer<Map<K, @Nullable KeyLock>> batch) {
    Map<K, @Nullable KeyLock> held = new LinkedHashMap<>();
    try {
      // In one order for all batches: so two that overlap do not come to wait for each other.
      List<K> ordered = new ArrayList<>(keys);
      ordered.sort(Comparator.comparingInt(Object::hashCode));
      for (K key : ordered) {
        held.put(key, locks.acquire(key));
      }
      batch.accept(held);
    } finally {
      held.forEach(locks::release);
    }
  }

  /** From now on, operations under way look again at what {@link RuleSnapshot} says of lives. */
  void shorteningLives() {
    shortened = new Object();
  }
}
