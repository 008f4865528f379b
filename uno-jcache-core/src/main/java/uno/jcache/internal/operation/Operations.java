/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.operation;

import static java.util.Objects.requireNonNull;
import static uno.jcache.internal.operation.Step.none;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.concurrent.KeyLock;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.copy.Copies;
import uno.jcache.internal.copy.StoredForm;
import uno.jcache.internal.event.Change;
import uno.jcache.internal.event.Listeners;
import uno.jcache.internal.integration.Load;
import uno.jcache.internal.integration.ReadThrough;
import uno.jcache.internal.integration.WriteThrough;
import uno.jcache.internal.management.Statistics;
import uno.jcache.spi.Decision;
import uno.jcache.spi.EntryCursor;
import uno.jcache.spi.Expiry;
import uno.jcache.spi.Mark;
import uno.jcache.spi.Removal;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoredEntry;
import uno.jcache.spi.Transition;

/**
 * The operations of a cache. Each is a small decision over one entry; {@link #run} is the one place
 * where decisions are committed and their effects take place.
 *
 * <p>An operation that calls user code while it decides, or whose events somebody listens to, holds
 * the lock of its key from its decision to its last effect: so processors and writers do not run in
 * vain, and events come in the order of commits. The others take no lock and rely on the store's
 * compare-and-set alone. Neither holds anything that guards another key.
 *
 * <p>Arguments are checked, and values in their stored form, before they come here.
 */
public final class Operations<K, V> {
  /** Between two looks whether another process has loaded a value, in nanoseconds. */
  private static final long SHORTEST_PAUSE = 1_000_000;

  private static final long LONGEST_PAUSE = 32_000_000;

  private final String cacheName;

  /** Where entries are kept; or a store that keeps nothing, while caching is disabled. */
  private volatile Store<K, Object> store;

  private final Store<K, Object> kept;
  private final Expiry expiry;
  private final Copies<K> keys;
  private final boolean keysAreStored;
  private final StoredForm<K, V> values;
  private final Statistics statistics;
  private final Listeners<K, V> listeners;
  private final WriteThrough<K, V> writeThrough;
  private final Duration loadLease;
  private final KeyRules rules;
  private final Consumer<? super V> check;
  private final ReadThrough<K, V> loading;
  private final @Nullable ReadThrough<K, V> readThrough;
  private final KeyLocks<K> locks = new KeyLocks<>();

  /** Stands for the last time that all lives were shortened. */
  private volatile Object shortened = new Object();

  /**
   * The parts of a cache that its operations use.
   *
   * @param loader serves {@link #loadAll}, and reads where the cache reads through
   * @param readThrough whether reads load what is missing
   * @param loadLease how long a load waits for another process's; zero for not at all
   * @param rules what invalidation rules say of the keys
   * @param check called with each value that a loader or processor brings; throws where the cache
   *     does not take it
   */
  public Operations(
      String cacheName,
      Store<K, Object> store,
      Expiry expiry,
      Copies<K> keys,
      StoredForm<K, V> values,
      Statistics statistics,
      Listeners<K, V> listeners,
      WriteThrough<K, V> writeThrough,
      @Nullable CacheLoader<K, V> loader,
      boolean readThrough,
      Duration loadLease,
      KeyRules rules,
      Consumer<? super V> check) {
    this.cacheName = cacheName;
    this.store = store;
    this.kept = store;
    this.expiry = expiry;
    this.keys = keys;
    this.keysAreStored = keys.isByReference();
    this.values = values;
    this.statistics = statistics;
    this.listeners = listeners;
    this.writeThrough = writeThrough;
    this.loadLease = loadLease;
    this.rules = rules;
    this.check = check;
    this.loading = new ReadThrough<>(cacheName, loader, values, new Loaded());
    this.readThrough = (readThrough && loader != null) ? loading : null;
  }

  /**
   * Returns whether an entry may be stored or removed without a look at what is there, and by whom.
   */
  private boolean isPlain(K key) {
    return expiry.isResolved()
        && !values.records()
        && !writeThrough.isOn()
        && listeners.isEmpty()
        && locks.isIdle()
        && !rules.concern(key);
  }

  // ---- the engine

  /**
   * Commits what the operation decides, and then, once, lets its effects take place.
   *
   * @throws RuntimeException of user code: before the commit nothing has changed; from a listener,
   *     which comes after the commit, the change stands
   */
  private <R extends @Nullable Object> R run(K key, Operation<K, V, R> operation) {
    if (writeThrough.isOn() || !listeners.isEmpty()) {
      return runLocked(key, operation);
    }
    Store<K, Object> in = store;
    Beginning begun = begin();
    Outcome<R> outcome = in.compute(key, transition(key, operation));
    catchUp(key, begun, in);
    return effects(key, outcome, in);
  }

  /**
   * What held when an operation began, each by an object that stands for itself.
   *
   * @param rules the invalidation rules
   * @param lives the last time that all lives were shortened
   */
  private record Beginning(Object rules, Object lives) {}

  private Beginning begin() {
    return new Beginning(rules.stamp(), shortened);
  }

  /**
   * Applies rules, and a shorter time to live, that came while an operation was under way: it may
   * have asked before them, and stored after they were brought upon all entries.
   */
  @SuppressWarnings("ReferenceEquality")
  private void catchUp(K key, Beginning begun, Store<K, Object> in) {
    if (rules.stamp() != begun.rules()) {
      limit(key, in);
    }
    if (shortened != begun.lives()) {
      expiry
          .timeToLive()
          .ifPresent(
              life ->
                  effects(key, in.compute(key, transition(key, step -> step.shorten(life))), in));
    }
  }

  private void limit(K key, Store<K, Object> in) {
    long life = rules.limit(key);
    if (life != Long.MAX_VALUE) {
      effects(key, in.compute(key, transition(key, step -> step.limit(life))), in);
    }
  }

  private <R extends @Nullable Object> R runLocked(K key, Operation<K, V, R> operation) {
    KeyLock lock = locks.acquire(key);
    try {
      return locked(key, lock, operation);
    } finally {
      locks.release(key, lock);
    }
  }

  private <R extends @Nullable Object> R locked(
      K key, @Nullable KeyLock lock, Operation<K, V, R> operation) {
    Store<K, Object> in = store;
    Beginning begun = begin();
    Outcome<R> outcome = in.compute(key, new Asking<>(key, lock, operation));
    catchUp(key, begun, in);
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
      K key, Operation<K, V, R> operation) {
    return current -> operation.decide(step(key, current));
  }

  private Step<K, V> step(K key, @Nullable StoredEntry<Object> current) {
    return new Step<>(expiry, values, rules, key, current);
  }

  /** Asks an operation, under the lock of its key if there is one. */
  private final class Asking<R extends @Nullable Object> implements Transition<Object, Outcome<R>> {
    private final K key;
    private final @Nullable KeyLock lock;
    private final Operation<K, V, R> operation;

    Asking(K key, @Nullable KeyLock lock, Operation<K, V, R> operation) {
      this.key = key;
      this.lock = lock;
      this.operation = operation;
    }

    @Override
    public Decision<Object, Outcome<R>> decide(@Nullable StoredEntry<Object> current) {
      if (lock == null) {
        return operation.decide(step(key, current));
      }
      boolean outer = lock.setDeciding(true);
      try {
        return operation.decide(step(key, current));
      } finally {
        lock.setDeciding(outer);
      }
    }

    @Override
    public @Nullable Mark<Object> mark() {
      return operation.mark();
    }

    @Override
    public Decision<Object, Outcome<R>> decideLate(@Nullable StoredEntry<Object> current) {
      return operation.decideLate(step(key, current));
    }
  }

  private <R extends @Nullable Object> R effects(K key, Outcome<R> outcome, Store<K, Object> in) {
    statistics.count(outcome.counts());
    if (outcome.changes().isEmpty() || in != kept) {
      return outcome.result(); // where nothing is kept, nothing came or went
    }
    boolean setsOff = !outcome.isByRule() && rules.awaitChanges();
    if (!setsOff && listeners.isEmpty()) {
      return outcome.result();
    }
    Failures failures = new Failures();
    for (Change change : outcome.changes()) {
      failures.run(() -> listeners.tell(key, change));
      if (setsOff) {
        failures.run(() -> rules.changed(key, change));
      }
    }
    failures.throwIfAny();
    return outcome.result();
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
  private <R extends @Nullable Object> R change(K key, Operation<K, V, R> operation) {
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
  private <R extends @Nullable Object> Map<K, Attempt<R>> changeAll(
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
  private interface One<K, V, R extends @Nullable Object> {
    R run(K key, Operation<K, V, R> operation);
  }

  /** Runs several operations at once. */
  private interface Several<K, V, R extends @Nullable Object> {
    void run(Map<K, Operation<K, V, R>> operations, Map<K, Attempt<R>> attempts);
  }

  /**
   * Runs operations one by one, or as many at once as the store likes. Those whose keys the thread
   * is deciding upon are left to the former, who says what is wrong with it.
   */
  private <R extends @Nullable Object> Map<K, Attempt<R>> inBatches(
      Map<K, ? extends Operation<K, V, R>> operations, One<K, V, R> one, Several<K, V, R> several) {
    int most = store.batch();
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
            batch.clear();
          }
        });
    if (!batch.isEmpty()) {
      several.run(batch, attempts);
    }
    return attempts;
  }

  /** Hands keys over by as many as the store likes. */
  private void inBatches(Collection<K> keys, Consumer<List<K>> several) {
    int most = store.batch();
    List<K> all = List.copyOf(keys);
    for (int i = 0; i < all.size(); i += most) {
      several.accept(all.subList(i, Math.min(i + most, all.size())));
    }
  }

  private <R extends @Nullable Object> void runTogether(
      Map<K, Operation<K, V, R>> operations,
      Map<K, @Nullable KeyLock> held,
      Map<K, Attempt<R>> attempts) {
    Store<K, Object> in = store;
    Beginning begun = begin();
    Map<K, Trying<R>> tries = new HashMap<>();
    operations.forEach(
        (key, operation) ->
            tries.put(key, new Trying<>(new Asking<>(key, held.get(key), operation))));
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
                              catchUp(key, begun, in);
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
      failure = null;
      try {
        return transition.decide(current);
      } catch (RuntimeException | Error e) {
        failure = e;
        return new Decision.Keep<>(new Outcome<>(none(), 0, List.of()));
      }
    }

    @Override
    public @Nullable Mark<Object> mark() {
      return transition.mark();
    }

    @Override
    public Decision<Object, Outcome<R>> decideLate(@Nullable StoredEntry<Object> current) {
      failure = null;
      return transition.decideLate(current);
    }
  }

  private static void throwFailures(
      Collection<? extends Attempt<?>> attempts, @Nullable RuntimeException before) {
    Failures failures = new Failures();
    failures.add(before);
    attempts.forEach(attempt -> failures.add(attempt.failure()));
    failures.throwIfAny();
  }

  // ---- reads

  /** Returns the value of a key that was looked up in vain, where the cache reads through. */
  public @Nullable V load(K key) {
    return (readThrough == null) ? null : readThrough.get(key);
  }

  /**
   * Returns the value of a key that was looked up in vain, by a loader of the caller's.
   *
   * @param timeToLive in milliseconds; 0 for what the policy says
   */
  public @Nullable V load(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    return loading.get(key, loader, timeToLive);
  }

  /** Returns the values of keys that were looked up in vain, where the cache reads through. */
  public Map<K, V> loadMissing(Collection<? extends K> keys) {
    return (readThrough == null || keys.isEmpty()) ? Map.of() : readThrough.getAll(keys);
  }

  /**
   * Returns the values of keys that were looked up in vain, by a loader of the caller's.
   *
   * @param timeToLive in milliseconds; 0 for what the policy says
   */
  public Map<K, V> loadMissing(
      Collection<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      long timeToLive) {
    return keys.isEmpty() ? Map.of() : loading.getAll(keys, loader, timeToLive);
  }

  /** Returns whether there is a live entry. Counts as no access. */
  public boolean containsKey(K key) {
    return live(key) != null;
  }

  private @Nullable StoredEntry<Object> live(K key) {
    StoredEntry<Object> entry = store.peek(key);
    return (entry != null && expiry.isLive(entry.expiresAt())) ? entry : null;
  }

  /** Returns what is known of an entry, if there is a live one. Counts as no access. */
  public Optional<EntryMetadata> metadata(K key) {
    // By a decision, since a level in front may have it for a shorter time.
    return store.compute(
        key,
        entry ->
            new Decision.Keep<>(
                (entry == null || !expiry.isLive(entry.expiresAt()))
                    ? Optional.empty()
                    : Optional.of(values.metadata(entry.value(), entry.expiresAt()))));
  }

  /** Ends the entry if its deadline has passed. */
  public void expire(K key) {
    run(key, step -> step.keep(none()));
  }

  // ---- writes

  /** Stores a value. */
  public void put(K key, V value, Object stored, Lifetime lifetime) {
    var write = new OneWrite(key, value);
    change(
        keys.copy(key),
        step -> {
          write.run();
          return step.put(stored, lifetime, none());
        });
  }

  /**
   * Stores a value without a look at the old one, where nothing depends on that.
   *
   * @return false where something does, and nothing was stored
   */
  public boolean putPlain(K key, Object stored) {
    Beginning begun = begin();
    if (!isPlain(key)) {
      return false;
    }
    storePlain(keysAreStored ? key : keys.copy(key), stored, begun);
    return true;
  }

  private void storePlain(K key, Object stored, Beginning begun) {
    // Before, as this holds no lock: a load that replaces could store between the two.
    loading.supersede(key);
    store.put(key, stored, expiry);
    catchUp(key, begun, store);
    statistics.count(Statistics.PUT);
  }

  /** Stores a value and returns the old one. */
  public @Nullable V getAndPut(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return change(
        keys.copy(key),
        step -> {
          V old = step.lookedUp().isPresent() ? step.value() : none();
          write.run();
          return step.put(stored, old);
        });
  }

  /** Stores a value where there is none. */
  public boolean putIfAbsent(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return change(
        keys.copy(key),
        step -> {
          if (step.lookedUp().isPresent()) {
            return step.keep(false);
          }
          write.run();
          return step.put(stored, true);
        });
  }

  /** Stores a value where there is one. */
  public boolean replace(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          }
          write.run();
          return step.put(stored, true);
        });
  }

  /** Stores a value where the old one is equal to the expected one. */
  public boolean replace(K key, V expected, V value, Object stored) {
    var write = new OneWrite(key, value);
    return change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          } else if (!step.value().equals(expected)) {
            return step.access(false);
          }
          write.run();
          return step.put(stored, true);
        });
  }

  /** Stores a value where there is one and returns the old one. */
  public @Nullable V getAndReplace(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(none());
          }
          V old = step.value();
          write.run();
          return step.put(stored, old);
        });
  }

  /**
   * Stores several values. Of a batch that the writer fails with, what was written is stored.
   *
   * @param stored the same keys with the values in their stored form
   */
  public void putAll(Map<? extends K, ? extends V> map, Map<K, Object> stored, Lifetime lifetime) {
    if (!writeThrough.isOn()) {
      putAllWritten(stored, lifetime, null);
      return;
    }
    inBatch(
        stored.keySet(),
        held -> {
          WriteThrough.Batch<K> batch = writeThrough.writeAll(map);
          stored.keySet().retainAll(batch.succeeded());
          putAllWritten(stored, lifetime, batch.failure());
        });
  }

  private void putAllWritten(
      Map<K, Object> stored, Lifetime lifetime, @Nullable RuntimeException failure) {
    Map<K, Operation<K, V, @Nullable Void>> puts = new HashMap<>();
    Map<K, Object> plain = new HashMap<>();
    Beginning begun = begin();
    stored.forEach(
        (key, value) -> {
          if (lifetime.isByPolicy() && isPlain(key)) {
            plain.put(key, value);
          } else {
            puts.put(key, step -> step.put(value, lifetime, none()));
          }
        });
    List<Attempt<@Nullable Void>> attempts = new ArrayList<>();
    attempts.add(
        Attempt.of(
            () -> {
              putAllPlain(plain, begun);
              return none();
            }));
    attempts.addAll(changeAll(puts).values());
    throwFailures(attempts, failure);
  }

  private void putAllPlain(Map<K, Object> stored, Beginning begun) {
    int most = store.batch();
    if (most == 1) {
      stored.forEach((key, value) -> storePlain(key, value, begun));
      return;
    }
    inBatches(stored.keySet(), keys -> putTogether(keys, stored, begun));
  }

  private void putTogether(List<K> keys, Map<K, Object> stored, Beginning begun) {
    Map<K, Object> batch = new HashMap<>();
    keys.forEach(key -> batch.put(key, requireNonNull(stored.get(key))));
    keys.forEach(loading::supersede); // as storePlain does
    store.putAll(batch, expiry);
    for (K key : keys) {
      catchUp(key, begun, store);
      statistics.count(Statistics.PUT);
    }
  }

  /** Changes each of the keys, whatever listeners throw, and throws at the end. */
  private void batch(
      Collection<? extends K> keys, Consumer<K> action, @Nullable RuntimeException failure) {
    Failures failures = new Failures();
    failures.add(failure);
    keys.forEach(key -> failures.run(() -> action.accept(key)));
    failures.throwIfAny();
  }

  /** Removes the entry. */
  public boolean remove(K key) {
    if (isRemovedPlainly(key)) {
      return removeTogether(List.of(key)).get(key) == Removal.LIVE;
    }
    var delete = new OneWrite(key, null);
    return change(
        key,
        step -> {
          delete.run();
          return step.remove(step.isPresent());
        });
  }

  /** Removes the entry where its value is equal to the expected one. */
  public boolean remove(K key, V expected) {
    var delete = new OneWrite(key, null);
    return change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          } else if (!step.value().equals(expected)) {
            return step.access(false);
          }
          delete.run();
          return step.remove(true);
        });
  }

  /** Removes the entry and returns its value. */
  public @Nullable V getAndRemove(K key) {
    var delete = new OneWrite(key, null);
    return change(
        key,
        step -> {
          V old = step.lookedUp().isPresent() ? step.value() : none();
          delete.run();
          return step.remove(old);
        });
  }

  /**
   * Removes several entries. Of a batch that the writer fails with, what was deleted is removed.
   */
  public void removeAll(Collection<? extends K> keys) {
    if (!writeThrough.isOn()) {
      removeAllDeleted(keys, null);
      return;
    }
    inBatch(
        keys,
        held -> {
          WriteThrough.Batch<K> batch = writeThrough.deleteAll(keys);
          removeAllDeleted(batch.succeeded(), batch.failure());
        });
  }

  private void removeAllDeleted(Collection<? extends K> keys, @Nullable RuntimeException failure) {
    Map<K, Operation<K, V, @Nullable Void>> removals = new HashMap<>();
    Set<K> plain = new LinkedHashSet<>();
    for (K key : keys) {
      if (isRemovedPlainly(key)) {
        plain.add(key);
      } else {
        removals.put(key, step -> step.remove(none()));
      }
    }
    List<Attempt<@Nullable Void>> attempts = new ArrayList<>();
    attempts.add(
        Attempt.of(
            () -> {
              inBatches(plain, this::removeTogether);
              return none();
            }));
    attempts.addAll(changeAll(removals).values());
    throwFailures(attempts, failure);
  }

  /** Returns whether nobody need look at an entry that is removed, and the store gains by that. */
  private boolean isRemovedPlainly(K key) {
    return store.batch() > 1 && isPlain(key);
  }

  private Map<K, Removal> removeTogether(List<K> keys) {
    keys.forEach(loading::supersede); // as storePlain does
    Map<K, Removal> removed = store.removeAll(keys, expiry);
    removed.values().forEach(each -> statistics.count(counts(each)));
    return removed;
  }

  private static int counts(Removal removal) {
    return switch (removal) {
      case NOTHING -> 0;
      case EXPIRED -> Statistics.EXPIRATION;
      case INVALIDATED, LIVE -> Statistics.REMOVAL;
    };
  }

  /**
   * Removes entries, and leaves the application's system of record alone. A value that is being
   * loaded from before does not outlive this.
   *
   * @param patterns which keys, as strings
   * @param stale says the same of a key
   * @return how many entries were removed
   */
  public long invalidate(List<String> patterns, Predicate<? super K> stale) {
    return invalidate(patterns, stale, this::invalidate);
  }

  /** Removes one entry, and leaves the application's system of record alone. */
  public boolean invalidate(K key) {
    return invalidate(key, false);
  }

  private boolean invalidate(K key, boolean hidden) {
    return change(key, step -> step.invalidate(hidden));
  }

  /** Invalidates one entry. */
  private interface Invalidating<K> {
    /** Returns whether there was one; as {@link Step#invalidate} has it. */
    boolean invalidate(K key, boolean hidden);
  }

  /**
   * Invalidates entries: at once, where the store hides them, and looks for them then; or one after
   * the other. In the midst of a decision nothing is hidden, as this would make it start over.
   */
  private long invalidate(List<String> patterns, Predicate<? super K> stale, Invalidating<K> one) {
    LongAdder invalidated = new LongAdder();
    Failures failures = new Failures();
    Store<K, Object> in = store;
    forEachLoading(stale, key -> count(one.invalidate(key, false), invalidated), failures);
    long number = (patterns.isEmpty() || locks.isDeciding()) ? 0 : in.invalidate(patterns);
    // What is hidden stays so if the walk fails; else all must be forgotten that it might have
    // found.
    try (EntryCursor<K, Object> cursor = (number == 0) ? in.scanToChange() : in.scan()) {
      forEach(cursor, stale, key -> count(one.invalidate(key, number != 0), invalidated), failures);
    }
    failures.throwIfAny(); // one may be left, which is looked for later
    if (number != 0) {
      in.reclaimed(number);
    }
    return invalidated.sum();
  }

  private static void count(boolean yes, LongAdder counter) {
    if (yes) {
      counter.increment();
    }
  }

  /**
   * Removes entries as {@link #invalidate(List, Predicate)} does, because of a rule: this sets off
   * no others.
   *
   * @param patterns which keys, as strings; none if they cannot say it
   * @param gone told of each entry that is gone, also of those that were found dead
   * @return how many entries were removed
   */
  public long invalidateByRule(
      List<String> patterns, Predicate<? super K> stale, Consumer<? super K> gone) {
    return invalidate(patterns, stale, (key, hidden) -> invalidateByRule(key, hidden, gone));
  }

  /** As {@link #invalidateByRule(List, Predicate, Consumer)}, for keys that are known. */
  public long invalidateByRule(Collection<? extends K> stale, Consumer<? super K> gone) {
    LongAdder invalidated = new LongAdder();
    batch(stale, key -> count(invalidateByRule(key, false, gone), invalidated), null);
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
      return change(
          key,
          step -> {
            ended.set(step.isStored() && !(hidden && step.isPresent()));
            return step.invalidateByRule(hidden);
          });
    } finally {
      if (ended.get()) { // whatever listeners threw
        gone.accept(key);
      }
    }
  }

  /** Limits the lives of entries. */
  public void limitLives(ToLongFunction<? super K> limit) {
    forEachKey(
        key -> true,
        key -> {
          long life = limit.applyAsLong(key);
          if (life != Long.MAX_VALUE) {
            run(key, step -> step.limit(life));
          }
        });
  }

  /** Brings the deadlines of entries nearer, up to so many milliseconds from now. */
  public void shortenLives(long life) {
    shortened = new Object(); // before the first is looked at: see catchUp
    forEachKey(key -> true, key -> run(key, step -> step.shorten(life)));
  }

  /** Looks for entries in this store from now on, and keeps them there. */
  public void use(Store<K, Object> store) {
    this.store = store;
  }

  /** Keeps loads that are under way from storing what they find. */
  public void supersedeLoads() {
    for (K key : loading.keys()) {
      change(key, step -> step.keep(none())); // with its lock, or what it stores could come after
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
    try (EntryCursor<K, Object> cursor = store.scanToChange()) {
      forEach(cursor, chosen, action, failures);
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
      change(key, step -> step.forget());
    }
    store.clear();
  }

  /** Runs a batch while it holds the locks of its keys. */
  private void inBatch(Collection<? extends K> keys, Consumer<Map<K, @Nullable KeyLock>> batch) {
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

  /**
   * Writes or deletes once, however often its decision is made again. A decision is made again in
   * spite of the key's lock when its entry is evicted or expires at that moment.
   */
  private final class OneWrite {
    private final K key;
    private final @Nullable V value;
    private boolean done;

    OneWrite(K key, @Nullable V value) {
      this.key = key;
      this.value = value;
    }

    void run() {
      if (done) {
        return;
      } else if (value == null) {
        writeThrough.delete(key);
      } else {
        writeThrough.write(key, value);
      }
      done = true;
    }
  }

  // ---- processors

  /**
   * Runs an entry processor.
   *
   * @throws EntryProcessorException around what the processor throws
   */
  public <T extends @Nullable Object> T invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object[] arguments) {
    K copy = keys.copy(key);
    KeyLock lock = locks.acquire(copy);
    try {
      return change(copy, new Invocation<>(key, processor, arguments));
    } finally {
      locks.release(copy, lock);
    }
  }

  /** Runs an entry processor for each of several keys, as {@link #invoke} does. */
  public <T extends @Nullable Object> Map<K, Attempt<T>> invokeAll(
      Collection<? extends K> keys,
      EntryProcessor<K, V, T> processor,
      @Nullable Object[] arguments) {
    Map<K, Operation<K, V, T>> invocations = new HashMap<>();
    for (K key : keys) {
      invocations.put(this.keys.copy(key), new Invocation<>(key, processor, arguments));
    }
    return inBatches(
        invocations,
        (key, invocation) -> {
          KeyLock lock = locks.acquire(key);
          try {
            return change(key, invocation);
          } finally {
            locks.release(key, lock);
          }
        },
        (batch, attempts) ->
            inBatch(
                batch.keySet(),
                held -> {
                  try {
                    runTogether(batch, held, attempts);
                  } finally {
                    batch.keySet().forEach(loading::supersede);
                  }
                }));
  }

  /**
   * Runs a processor, anew for each look at the entry, until what it did has been written through.
   */
  private final class Invocation<T extends @Nullable Object> implements Operation<K, V, T> {
    private final K key;
    private final EntryProcessor<K, V, T> processor;
    private final @Nullable Object[] arguments;
    private @Nullable ProcessorEntry<K, V> entry;
    private T result = none();

    Invocation(K key, EntryProcessor<K, V, T> processor, @Nullable Object[] arguments) {
      this.key = key;
      this.processor = processor;
      this.arguments = arguments;
    }

    @Override
    public Decision<Object, Outcome<T>> decide(Step<K, V> step) {
      ProcessorEntry<K, V> processed = entry;
      if (processed == null || !processed.isWritten()) {
        processed = new ProcessorEntry<>(key, step, readThrough, check);
        entry = processed;
        result = process(processed);
      }
      return processed.decide(step.lookedUp(), values, writeThrough, result);
    }

    private T process(ProcessorEntry<K, V> entry) {
      try {
        return processor.process(entry, arguments);
      } catch (CacheLoaderException e) {
        throw e; // counted where the loader failed
      } catch (CacheException e) {
        statistics.countError();
        throw e;
      } catch (RuntimeException | Error e) {
        statistics.countError();
        throw new EntryProcessorException(
            "Cache '" + cacheName + "': the entry processor failed for key '" + key + "'", e);
      }
    }
  }

  // ---- loads

  /**
   * Loads entries.
   *
   * @param replace whether to load those that there are, too
   */
  public void loadAll(Collection<? extends K> keys, boolean replace) {
    if (!loading.hasLoader()) {
      return;
    } else if (replace) {
      loading.reloadAll(keys);
    } else {
      loading.getAll(keys.stream().filter(key -> !containsKey(key)).toList());
    }
  }

  private final class Loaded implements ReadThrough.Target<K, V> {
    @Override
    public Map<K, Object> begin(Collection<Load<K>> loads, boolean mayWait) {
      Map<K, Mark<Object>> marks = store.mark(loads.stream().map(Load::key).toList());
      if (mayWait && !loadLease.isZero()) {
        awaitOthers(marks);
      }
      Map<K, Object> found = new HashMap<>();
      for (Load<K> load : loads) {
        Mark<Object> mark = requireNonNull(marks.get(load.key()));
        load.begin(mark);
        StoredEntry<Object> entry = mark.entry();
        if (entry != null && expiry.isLive(entry.expiresAt())) {
          found.put(load.key(), entry.value());
        }
      }
      return found;
    }

    /** Waits for who loads the same elsewhere, which only the store knows of: so it is asked. */
    private void awaitOthers(Map<K, Mark<Object>> marks) {
      long end = System.nanoTime() + loadLease.toNanos();
      long pause = SHORTEST_PAUSE;
      while (true) {
        List<K> taken = new ArrayList<>();
        marks.forEach(
            (key, mark) -> {
              if (mark.isTaken()) {
                taken.add(key);
              }
            });
        long left = end - System.nanoTime();
        if (taken.isEmpty() || left <= 0 || Thread.currentThread().isInterrupted()) {
          return;
        }
        LockSupport.parkNanos(Math.min(pause, left));
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        marks.putAll(store.mark(taken));
      }
    }

    @Override
    public void store(Map<Load<K>, Object> loaded, boolean replace) {
      Map<K, Operation<K, V, @Nullable Void>> stores = new HashMap<>();
      loaded.forEach(
          (load, stored) ->
              stores.put(keys.copy(load.key()), new StoreLoaded(load, stored, replace)));
      Map<K, Attempt<@Nullable Void>> attempts =
          inBatches(
              stores,
              Operations.this::runLocked,
              (batch, done) -> inBatch(batch.keySet(), held -> runTogether(batch, held, done)));
      for (Load<K> load : loaded.keySet()) {
        if (requireNonNull(attempts.get(load.key())).failure() != null) {
          load.setStored(false); // as far as is known: its mark is taken back if it is still there
        }
      }
      throwFailures(attempts.values(), null);
    }

    @Override
    public void end(Collection<Load<K>> loads) {
      Map<K, Mark<Object>> marks = new HashMap<>();
      for (Load<K> load : loads) {
        Mark<Object> mark = load.mark();
        if (mark != null && !load.isStored()) {
          marks.put(load.key(), mark);
        }
      }
      try {
        store.withdraw(marks);
      } catch (StoreException e) {
        // counted already; and it goes by itself
      }
    }

    @Override
    public void check(V value) {
      check.accept(value);
    }

    @Override
    public void failed() {
      statistics.countError();
    }
  }

  /** Stores what was loaded, unless that may be old. */
  private final class StoreLoaded implements Operation<K, V, @Nullable Void> {
    private final Load<K> load;
    private final Object stored;
    private final boolean replace;

    StoreLoaded(Load<K> load, Object stored, boolean replace) {
      this.load = load;
      this.stored = stored;
      this.replace = replace;
    }

    @Override
    public @Nullable Mark<Object> mark() {
      return load.mark();
    }

    @Override
    public Decision<Object, Outcome<@Nullable Void>> decide(Step<K, V> step) {
      load.setStored(!load.isSuperseded() && (replace || !step.isPresent()));
      return load.isStored()
          ? step.load(stored, new Lifetime(load.timeToLive()), none())
          : step.keep(none());
    }

    @Override
    public Decision<Object, Outcome<@Nullable Void>> decideLate(Step<K, V> step) {
      load.setStored(false);
      return step.keep(none());
    }
  }
}
