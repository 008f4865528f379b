/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static uno.jcache.internal.engine.Step.none;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.internal.concurrent.KeyLock;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;

/**
 * The operations of a cache. Each is a small decision about one entry, which the {@link Engine}
 * runs.
 *
 * <p>The caller has checked the arguments, and brought values into their stored form.
 */
public final class Operations<K, V> {
  private final Engine<K, V> engine;
  private final Expiry expiry;
  private final Copies<K> keys;
  private final boolean keysAreStored;
  private final StoredForm<K, V> values;
  private final Statistics statistics;
  private final WriteThrough<K, V> writeThrough;
  private final KeyLocks<K> locks;
  private final Batches<K, V> batches;
  private final WritePath<K, V> writes;
  private final Invalidator<K, V> invalidator;
  private final Invocation.Processing<K, V> processing;
  private final ReadThrough<K, V> loading;
  private final @Nullable ReadThrough<K, V> readThrough;

  /** Creates the operations of a cache with these parts. */
  public Operations(CacheParts<K, V> parts) {
    this.engine = new Engine<>(parts);
    this.batches = engine.batches();
    this.writes = new WritePath<>(engine, parts);
    this.invalidator = new Invalidator<>(engine);
    this.expiry = parts.expiry();
    this.keys = parts.keys();
    this.keysAreStored = keys.isByReference();
    this.values = parts.values();
    this.statistics = parts.statistics();
    this.writeThrough = parts.writeThrough();
    this.locks = engine.locks();
    this.loading = engine.loading();
    this.readThrough = (parts.isReadThrough() && parts.loader() != null) ? loading : null;
    this.processing =
        new Invocation.Processing<>(
            parts.cacheName(), values, statistics, writeThrough, readThrough, parts.check());
  }

  /** Returns the operations on many entries. */
  public Invalidator<K, V> invalidator() {
    return invalidator;
  }

  // ---- reads

  /** Loads the value of a missing key, if the cache reads through; otherwise returns null. */
  public @Nullable V load(K key) {
    return (readThrough == null) ? null : readThrough.get(key);
  }

  /**
   * Loads the value of a missing key with the caller's loader.
   *
   * @param timeToLive in milliseconds; 0 if the expiry policy applies
   */
  public @Nullable V load(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    return loading.get(key, loader, timeToLive);
  }

  /**
   * Loads the value of a key with the caller's loader, whether it has one or not; if the loader has
   * none, removes the entry.
   *
   * @param timeToLive in milliseconds; 0 if the expiry policy applies
   */
  public @Nullable V reload(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    return loading.reload(key, loader, timeToLive);
  }

  /** Loads the values of missing keys, if the cache reads through; otherwise returns none. */
  public Map<K, V> loadMissing(Collection<? extends K> keys) {
    return (readThrough == null || keys.isEmpty()) ? Map.of() : readThrough.getAll(keys);
  }

  /**
   * Loads the values of missing keys with the caller's loader.
   *
   * @param timeToLive in milliseconds; 0 if the expiry policy applies
   */
  public Map<K, V> loadMissing(
      Collection<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      long timeToLive) {
    return keys.isEmpty() ? Map.of() : loading.getAll(keys, loader, timeToLive);
  }

  /** Returns whether there is a live entry. Does not count as an access. */
  public boolean containsKey(K key) {
    return live(key) != null;
  }

  private @Nullable StoredEntry<Object> live(K key) {
    StoredEntry<Object> entry = engine.store().peek(key);
    return (entry != null && expiry.isLive(entry.expiresAt())) ? entry : null;
  }

  /**
   * Returns the metadata of an entry, if there is a live one. Does not count as an access.
   *
   * @param levels the providers of the levels that hold the entry, if there is one
   */
  public Optional<EntryMetadata> metadata(K key, List<String> levels) {
    // By a decision, which reads the far store: a near cache may have an earlier deadline.
    return engine
        .store()
        .compute(
            key,
            entry ->
                new Decision.Keep<>(
                    (entry == null || !expiry.isLive(entry.expiresAt()))
                        ? Optional.empty()
                        : Optional.of(values.metadata(entry.value(), entry.expiresAt(), levels))));
  }

  // ---- writes

  /** Stores a value. */
  public void put(K key, V value, Object stored, Lifetime lifetime) {
    writes.put(keysAreStored ? key : keys.copy(key), value, stored, lifetime);
  }

  /** Stores a value and returns the old one. */
  public @Nullable V getAndPut(K key, V value, Object stored, Lifetime lifetime) {
    Runnable write = WriteOnce.write(writeThrough, key, value);
    return engine.change(
        keys.copy(key),
        step -> {
          V old = step.lookedUp().isPresent() ? step.value() : none();
          write.run();
          return step.put(stored, lifetime, old);
        });
  }

  /** Stores a value if there is none. */
  public boolean putIfAbsent(K key, V value, Object stored, Lifetime lifetime) {
    Runnable write = WriteOnce.write(writeThrough, key, value);
    return engine.change(
        keys.copy(key),
        step -> {
          if (step.lookedUp().isPresent()) {
            return step.keep(false);
          }
          write.run();
          return step.put(stored, lifetime, true);
        });
  }

  /** Stores a value if there is one already. */
  public boolean replace(K key, V value, Object stored, Lifetime lifetime) {
    Runnable write = WriteOnce.write(writeThrough, key, value);
    return engine.change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          }
          write.run();
          return step.put(stored, lifetime, true);
        });
  }

  /** Stores a value if the old one is equal to the expected one. */
  public boolean replace(K key, V expected, V value, Object stored) {
    Runnable write = WriteOnce.write(writeThrough, key, value);
    return engine.change(
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

  /** Stores a value if there is one already, and returns the old one. */
  public @Nullable V getAndReplace(K key, V value, Object stored) {
    Runnable write = WriteOnce.write(writeThrough, key, value);
    return engine.change(
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
   * Stores several values. If the writer fails, stores only those that it has written.
   *
   * @param stored the same keys with the values in their stored form
   */
  public void putAll(Map<? extends K, ? extends V> map, Map<K, Object> stored, Lifetime lifetime) {
    if (!writeThrough.isOn()) {
      writes.putAll(stored, lifetime, null);
      return;
    }
    batches.holding(
        stored.keySet(),
        held -> {
          WriteThrough.Batch<K> batch = writeThrough.writeAll(map);
          stored.keySet().retainAll(batch.succeeded());
          writes.putAll(stored, lifetime, batch.failure());
        });
  }

  /** Sets how long the entry lives from now on, in milliseconds. Returns whether there is one. */
  public boolean touch(K key, long life) {
    return engine.change(key, step -> step.touch(life));
  }

  /** Removes the entry. */
  public boolean remove(K key) {
    return writes.remove(key);
  }

  /** Removes the entry if its value is equal to the expected one. */
  public boolean remove(K key, V expected) {
    Runnable delete = WriteOnce.delete(writeThrough, key);
    return engine.change(
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
    Runnable delete = WriteOnce.delete(writeThrough, key);
    return engine.change(
        key,
        step -> {
          V old = step.lookedUp().isPresent() ? step.value() : none();
          delete.run();
          return step.remove(old);
        });
  }

  /** Removes several entries. If the writer fails, removes only those that it has deleted. */
  public void removeAll(Collection<? extends K> keys) {
    if (!writeThrough.isOn()) {
      writes.removeAll(keys, null);
      return;
    }
    batches.holding(
        keys,
        held -> {
          WriteThrough.Batch<K> batch = writeThrough.deleteAll(keys);
          writes.removeAll(batch.succeeded(), batch.failure());
        });
  }

  /**
   * Removes all entries. If nothing needs the old entries, clears the store instead of removing
   * them one by one; if statistics are enabled, counts them first.
   *
   * @return how many were removed; 0 if the store was cleared without statistics
   */
  public int removeAll() {
    if (writes.canRemoveWithoutReading()) {
      long[] counts = statistics.isEnabled() ? liveAndDead() : new long[2];
      invalidator.clear();
      count(Statistics.REMOVAL, counts[0]);
      count(Statistics.EXPIRATION, counts[1]);
      return (int) Math.min(Integer.MAX_VALUE, counts[0]);
    }
    Store<K, Object> in = engine.store();
    Set<K> keys = new HashSet<>();
    boolean complete;
    try (EntryCursor<K, Object> cursor = in.scanToChange("")) {
      while (cursor.advance()) {
        keys.add(cursor.key());
      }
      complete = cursor.isComplete();
    }
    removeAll(keys);
    if (!complete) {
      in.invalidateLater(List.of("*"));
    }
    return keys.size();
  }

  private long[] liveAndDead() {
    long[] counts = new long[2];
    try (EntryCursor<K, Object> cursor = engine.store().scanKeys("")) {
      while (cursor.advance()) {
        counts[expiry.isLive(cursor.expiresAt()) ? 0 : 1]++;
      }
    }
    return counts;
  }

  private void count(int bit, long times) {
    for (long i = 0; i < times; i++) {
      statistics.count(bit);
    }
  }

  /** Removes entries without deleting them in the system of record; returns how many there were. */
  public long invalidateAll(Collection<? extends K> keys) {
    return writes.invalidateAll(keys);
  }

  // ---- processors

  /**
   * Runs an entry processor.
   *
   * @throws EntryProcessorException if the processor fails; its cause is what the processor throws
   */
  public <T extends @Nullable Object> T invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object[] arguments) {
    K copy = keys.copy(key);
    KeyLock lock = locks.acquire(copy);
    try {
      return engine.change(copy, new Invocation<>(processing, key, processor, arguments));
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
      invocations.put(this.keys.copy(key), new Invocation<>(processing, key, processor, arguments));
    }
    return batches.run(
        invocations,
        (key, invocation) -> {
          KeyLock lock = locks.acquire(key);
          try {
            return engine.change(key, invocation);
          } finally {
            locks.release(key, lock);
          }
        },
        (batch, attempts) ->
            batches.holding(
                batch.keySet(),
                held -> {
                  try {
                    batches.runTogether(batch, held, attempts);
                  } finally {
                    batch.keySet().forEach(loading::supersede);
                  }
                }));
  }

  // ---- loads

  /**
   * Loads entries.
   *
   * @param replace whether to load keys that have a value, too
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
}
