/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.operation;

import static uno.jcache.internal.operation.Step.none;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Claim;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.copy.Copies;
import uno.jcache.internal.event.Change;
import uno.jcache.internal.event.Listeners;
import uno.jcache.internal.integration.Load;
import uno.jcache.internal.integration.ReadThrough;
import uno.jcache.internal.integration.WriteThrough;
import uno.jcache.internal.management.Statistics;
import uno.jcache.spi.Expiry;
import uno.jcache.spi.Store;
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
  private final String cacheName;
  private final Store<K, Object> store;
  private final Expiry expiry;
  private final Copies<K> keys;
  private final Copies<V> values;
  private final Statistics statistics;
  private final Listeners<K, V> listeners;
  private final WriteThrough<K, V> writeThrough;
  private final @Nullable ReadThrough<K, V> loading;
  private final @Nullable ReadThrough<K, V> readThrough;
  private final KeyLocks<K> locks = new KeyLocks<>();

  /**
   * The parts of a cache that its operations use.
   *
   * @param loader serves {@link #loadAll}, and reads where the cache reads through
   * @param readThrough whether reads load what is missing
   */
  public Operations(
      String cacheName,
      Store<K, Object> store,
      Expiry expiry,
      Copies<K> keys,
      Copies<V> values,
      Statistics statistics,
      Listeners<K, V> listeners,
      WriteThrough<K, V> writeThrough,
      @Nullable CacheLoader<K, V> loader,
      boolean readThrough) {
    this.cacheName = cacheName;
    this.store = store;
    this.expiry = expiry;
    this.keys = keys;
    this.values = values;
    this.statistics = statistics;
    this.listeners = listeners;
    this.writeThrough = writeThrough;
    this.loading =
        (loader == null) ? null : new ReadThrough<>(cacheName, loader, values, new Loaded());
    this.readThrough = readThrough ? loading : null;
  }

  /** Returns whether a value may be stored without a look at what it replaces, and by whom. */
  public boolean isPlainPut() {
    return expiry.isResolved() && !writeThrough.isOn() && listeners.isEmpty() && locks.isIdle();
  }

  // ---- the engine

  /**
   * Commits what the operation decides, and then, once, lets its effects take place.
   *
   * @throws RuntimeException of user code: before the commit nothing has changed; from a listener,
   *     which comes after the commit, the change stands
   */
  private <R extends @Nullable Object> R run(K key, Operation<K, V, R> operation) {
    return (writeThrough.isOn() || !listeners.isEmpty())
        ? runLocked(key, operation)
        : effects(key, store.compute(key, transition(operation)));
  }

  private <R extends @Nullable Object> R runLocked(K key, Operation<K, V, R> operation) {
    Claim lock = locks.acquire(key);
    try {
      return effects(key, store.compute(key, transition(operation)));
    } finally {
      locks.release(key, lock);
    }
  }

  private <R extends @Nullable Object> Transition<Object, Outcome<R>> transition(
      Operation<K, V, R> operation) {
    return current -> operation.decide(new Step<>(expiry, values, current));
  }

  private <R extends @Nullable Object> R effects(K key, Outcome<R> outcome) {
    statistics.count(outcome.counts());
    if (!outcome.changes().isEmpty() && !listeners.isEmpty()) {
      for (Change change : outcome.changes()) {
        listeners.tell(key, change);
      }
    }
    return outcome.result();
  }

  /**
   * Runs an operation that changes the entry for the application. A load of the key that is under
   * way may have read its source before; it stores under the key's lock, so that it either has
   * stored, and is overwritten here, or finds itself superseded. Where nobody loads, the lock is
   * only taken after others who hold it, so that a processor is not made to start over again and
   * again.
   */
  private <R extends @Nullable Object> R change(K key, Operation<K, V, R> operation) {
    if (loading == null && locks.isIdle()) {
      return run(key, operation);
    }
    Claim lock = locks.acquire(key);
    try {
      return effects(key, store.compute(key, transition(operation)));
    } finally {
      if (loading != null) {
        loading.supersede(key);
      }
      locks.release(key, lock);
    }
  }

  // ---- reads

  /**
   * Returns the value of an entry that a plain look did not find alive: ends a dead one, and loads
   * where the cache reads through.
   */
  public @Nullable V get(K key) {
    V found = lookUp(key);
    return (found == null && readThrough != null) ? readThrough.get(key) : found;
  }

  /** As {@link #get}, for several keys. Keys without a value are left out. */
  public Map<K, V> getAll(Collection<? extends K> missing) {
    Map<K, V> found = new HashMap<>();
    Set<K> stillMissing = new LinkedHashSet<>();
    for (K key : missing) {
      V value = lookUp(key);
      if (value == null) {
        stillMissing.add(key);
      } else {
        found.put(key, value);
      }
    }
    if (readThrough != null && !stillMissing.isEmpty()) {
      found.putAll(readThrough.getAll(stillMissing));
    }
    return found;
  }

  private @Nullable V lookUp(K key) {
    if (store.peek(key) == null) {
      statistics.count(Statistics.MISS);
      return null;
    }
    return run(
        key, step -> step.lookedUp().isPresent() ? step.access(step.value()) : step.keep(none()));
  }

  /** Returns whether there is a live entry. Counts as no access. */
  public boolean containsKey(K key) {
    var entry = store.peek(key);
    return entry != null && expiry.isLive(entry.expiresAt());
  }

  /** Ends the entry if its deadline has passed. */
  public void expire(K key) {
    run(key, step -> step.keep(none()));
  }

  // ---- writes

  /** Stores a value. */
  public void put(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    change(
        keys.copy(key),
        step -> {
          write.run();
          return step.put(stored, none());
        });
  }

  /** Stores a value without a look at the old one. Only where {@link #isPlainPut} holds. */
  public void putPlain(K key, Object stored) {
    store.put(keys.copy(key), stored, expiry);
    statistics.count(Statistics.PUT);
    if (loading != null) {
      loading.supersede(key);
    }
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
  public void putAll(Map<? extends K, ? extends V> map, Map<K, Object> stored) {
    if (!writeThrough.isOn()) {
      stored.forEach(this::putWritten);
      return;
    }
    locked(
        stored.keySet(),
        () -> {
          WriteThrough.Batch<K> batch = writeThrough.writeAll(map);
          stored.forEach(
              (key, value) -> {
                if (batch.succeeded().contains(key)) {
                  putWritten(key, value);
                }
              });
          return batch.failure();
        });
  }

  private void putWritten(K key, Object stored) {
    if (isPlainPut()) {
      putPlain(key, stored);
    } else {
      change(keys.copy(key), step -> step.put(stored, none()));
    }
  }

  /** Removes the entry. */
  public boolean remove(K key) {
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
      keys.forEach(this::removeDeleted);
      return;
    }
    locked(
        keys,
        () -> {
          WriteThrough.Batch<K> batch = writeThrough.deleteAll(keys);
          batch.succeeded().forEach(this::removeDeleted);
          return batch.failure();
        });
  }

  private void removeDeleted(K key) {
    change(key, step -> step.remove(none()));
  }

  /** Removes all entries, and tells nobody. */
  public void clear() {
    if (loading != null) {
      for (K key : loading.keys()) {
        change(key, step -> step.forget());
      }
    }
    store.clear();
  }

  /** Runs a batch while it holds the locks of its keys, and throws the failure that it returns. */
  private void locked(
      Collection<? extends K> keys, Supplier<@Nullable CacheWriterException> batch) {
    Map<K, @Nullable Claim> held = new LinkedHashMap<>();
    try {
      // In one order for all batches: so two that overlap do not come to wait for each other.
      List<K> ordered = new ArrayList<>(keys);
      ordered.sort(Comparator.comparingInt(Object::hashCode));
      for (K key : ordered) {
        held.put(key, locks.acquire(key));
      }
      CacheWriterException failure = batch.get();
      if (failure != null) {
        throw failure;
      }
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
   * @param check called with each value that the processor sets; throws where it cannot be stored
   * @throws EntryProcessorException around what the processor throws
   */
  public <T extends @Nullable Object> T invoke(
      K key,
      EntryProcessor<K, V, T> processor,
      Consumer<? super V> check,
      @Nullable Object[] arguments) {
    K copy = keys.copy(key);
    return changeLocked(
        copy,
        step -> {
          var entry = new ProcessorEntry<>(key, step.lookedUp(), readThrough, check);
          T result;
          try {
            result = processor.process(entry, arguments);
          } catch (CacheException e) {
            throw e;
          } catch (RuntimeException | Error e) {
            throw new EntryProcessorException(
                "Cache '" + cacheName + "': the entry processor failed for key '" + key + "'", e);
          }
          return entry.finish(values, writeThrough, result);
        });
  }

  private <R extends @Nullable Object> R changeLocked(K key, Operation<K, V, R> operation) {
    Claim lock = locks.acquire(key);
    try {
      return change(key, operation);
    } finally {
      locks.release(key, lock);
    }
  }

  // ---- loads

  /**
   * Loads entries.
   *
   * @param replace whether to load those that there are, too
   */
  public void loadAll(Collection<? extends K> keys, boolean replace) {
    if (loading == null) {
      return;
    }
    if (!replace) {
      loading.getAll(keys.stream().filter(key -> !containsKey(key)).toList());
      return;
    }
    Map<K, V> loaded = loading.loadAll(keys);
    for (K key : keys) {
      V value = loaded.get(key);
      if (value != null) {
        Object stored = values.in(value);
        change(this.keys.copy(key), step -> step.load(stored, none()));
      }
    }
  }

  private final class Loaded implements ReadThrough.Target<K> {
    @Override
    public @Nullable Object find(K key) {
      var entry = store.peek(key);
      return (entry != null && expiry.isLive(entry.expiresAt())) ? entry.value() : null;
    }

    @Override
    public void store(K key, Object stored, Load load) {
      runLocked(
          keys.copy(key),
          step ->
              (load.isSuperseded() || step.isPresent())
                  ? step.keep(none())
                  : step.load(stored, none()));
    }
  }
}
