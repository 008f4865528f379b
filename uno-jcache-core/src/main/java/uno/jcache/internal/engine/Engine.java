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
 * Runs the operations of a cache: commits their decisions, and then performs the effects. {@link
 * Batches} does the same for several operations together.
 *
 * <p>An operation that runs user code while it decides, or whose events have listeners, holds the
 * lock of its key from its decision to its last effect: so that a processor or writer does not run
 * again because another thread has changed the entry, and events are published in commit order.
 * Other operations take no lock, and rely on the store's compare-and-set alone. No operation holds
 * a lock that guards other keys.
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

  /** Identifies the last change that shortened all lifetimes; compared by reference. */
  private volatile Object lifetimesVersion = new Object();

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

  /** Returns the store in use. */
  Store<K, Object> store() {
    return store.current();
  }

  /** Returns the loading of values, which the cache also uses if it does not read through. */
  ReadThrough<K, V> loading() {
    return loading;
  }

  /** Returns whether there are listeners. */
  boolean hasListeners() {
    return !listeners.isEmpty();
  }

  /**
   * Returns whether operations need no key lock now: there is no writer and no listener, and no
   * operation holds a key lock.
   */
  boolean takesNoLocks() {
    return locks.isIdle() && !writeThrough.isOn() && listeners.isEmpty();
  }

  /** Returns the part that runs several operations together. */
  Batches<K, V> batches() {
    return batches;
  }

  KeyLocks<K> locks() {
    return locks;
  }

  /**
   * Commits the decision of the operation, and then performs its effects, once.
   *
   * @throws RuntimeException from user code. Before the commit, nothing has changed; listeners are
   *     notified after the commit, and the change stands
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
   * Versions of the rules and lifetimes when an operation began; compared by reference.
   *
   * @param rules the version of the invalidation rules
   * @param lifetimes the last change that shortened all lifetimes
   */
  record RuleSnapshot(Object rules, Object lifetimes) {}

  RuleSnapshot snapshotRules() {
    return new RuleSnapshot(rules.version(), lifetimesVersion);
  }

  /**
   * Applies rules and a shorter time to live that changed during the operation. The operation may
   * have read the old ones, and stored its entry after the new ones were applied to all entries.
   */
  @SuppressWarnings("ReferenceEquality")
  void reapplyIfChanged(K key, RuleSnapshot begun, Store<K, Object> in) {
    if (rules.version() != begun.rules()) {
      limit(key, in);
    }
    if (lifetimesVersion != begun.lifetimes()) {
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
    Outcome<R> outcome = in.compute(key, new OperationTransition<>(key, lock, operation, in));
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

  /**
   * Returns a step for an entry that only other processes can decode. A loaded value must not
   * replace it.
   */
  private Step<K, V> unreadable(K key) {
    return new Step<>(expiry, values, rules, key, null, false);
  }

  /** Runs the decision of an operation, under the key's lock if there is one. */
  final class OperationTransition<R extends @Nullable Object>
      implements Transition<Object, Outcome<R>> {
    private final K key;
    private final @Nullable KeyLock lock;
    private final Operation<K, V, R> operation;
    private final Store<K, Object> in;

    OperationTransition(
        K key, @Nullable KeyLock lock, Operation<K, V, R> operation, Store<K, Object> in) {
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
    public Decision<Object, Outcome<R>> decideIfChanged(@Nullable StoredEntry<Object> current) {
      return operation.decideIfChanged(step(key, current, in));
    }
  }

  private <R extends @Nullable Object> R effects(K key, Outcome<R> outcome, Store<K, Object> in) {
    statistics.count(outcome.counts());
    if (outcome.changes().isEmpty() || !store.isKept(in)) {
      return outcome.result(); // no change, or caching is disabled
    }
    boolean triggersRules = !outcome.isByRule() && rules.hasReactions();
    if (!triggersRules && listeners.isEmpty()) {
      return outcome.result();
    }
    return OperationTime.apart(
        () -> {
          publish(key, outcome.changes(), triggersRules);
          return outcome.result();
        });
  }

  private void publish(K key, List<EntryChange> changes, boolean triggersRules) {
    Failures failures = new Failures();
    for (EntryChange change : changes) {
      failures.run(() -> listeners.publish(key, change));
      if (triggersRules) {
        failures.run(() -> rules.changed(key, change));
      }
    }
    failures.throwIfAny();
  }

  /**
   * Runs an operation that changes the entry for the application.
   *
   * <p>A load in progress may have read the source before this change. Loads store under the key's
   * lock, so the loaded value is either overwritten here, or rejected as superseded. If nothing is
   * being loaded, the lock is taken only while other locks are held: this keeps a processor from
   * restarting again and again. A load that starts later reads the source after the application has
   * changed it. With a writer, the source changes within the operation, so the lock is always
   * taken.
   *
   * @throws IllegalStateException if this thread is already making a decision about this key;
   *     changing the key would restart that decision forever
   */
  <R extends @Nullable Object> R change(K key, Operation<K, V, R> operation) {
    if (locks.isIdle() && loading.isIdle() && !writeThrough.isOn()) {
      return run(key, operation);
    } else if (locks.isDeciding(key)) {
      throw new IllegalStateException(
          "Cache '"
              + cacheName
              + "': the entry processor or writer for key '"
              + key
              + "' changes the same key through the cache. A processor must use its MutableEntry;"
              + " a writer must not change the key.");
    }
    KeyLock lock = locks.acquire(key);
    try {
      return locked(key, lock, operation);
    } finally {
      loading.supersede(key);
      locks.release(key, lock);
    }
  }

  /**
   * Makes operations in progress apply the time to live again before they end, see {@link
   * #reapplyIfChanged}.
   */
  void lifetimesShortened() {
    lifetimesVersion = new Object();
  }
}
