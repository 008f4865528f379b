/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import java.util.List;
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
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.spi.OperationTime;

/**
 * Runs the operations of a cache: {@link #run} is the one place where decisions are committed and
 * their effects take place; {@link Batches} does the same for several at once.
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
  private final Batches<K, V> batches = new Batches<>(this);

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
        new ReadThrough<>(cacheName, parts.loader(), values, new LoadCoordinator<>(this, parts));
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

  /**
   * Returns whether operations take no locks now: nobody writes through, decides in user code, or
   * hears of events, which must come in order.
   */
  boolean takesNoLocks() {
    return locks.isIdle() && !writeThrough.isOn() && listeners.isEmpty();
  }

  /** Returns what runs several operations at once. */
  Batches<K, V> batches() {
    return batches;
  }

  KeyLocks<K> locks() {
    return locks;
  }

  /**
   * Commits what the operation decides, and then, once, lets its effects take place.
   *
   * @throws RuntimeException of user code: before the commit nothing has changed; from a listener,
   *     which comes after the commit, the change stands
   */
  <R extends @Nullable Object> R run(K key, Operation<K, V, R> operation) {
    if (writeThrough.isOn() || hasListeners()) {
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

  <R extends @Nullable Object> R perform(
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
  final class Asking<R extends @Nullable Object> implements Transition<Object, Outcome<R>> {
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

  /** From now on, operations under way look again at what {@link RuleSnapshot} says of lives. */
  void shorteningLives() {
    shortened = new Object();
  }
}
