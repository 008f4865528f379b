/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.integration;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.support.UserCode;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.UnstorableException;

/**
 * Loads missing entries from the application's system of record (JSR-107 1.1, chapter 9), each key
 * by one thread at a time.
 *
 * <p>The loader runs under no lock, and may read other keys of the cache. If it reads a key that
 * the same thread is already loading, it gets an exception instead of recursing forever. If waiting
 * would cause a deadlock, a thread loads the value itself.
 *
 * <p>A loaded value is stored before the load ends, so that later readers find it. A change of the
 * entry {@linkplain #supersede supersedes} loads in progress: their callers get the loaded value,
 * but it is not cached.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ReadThrough<K, V> {
  private final String cacheName;
  private final @Nullable CacheLoader<K, V> loader;
  private final StoredForm<K, V> values;
  private final Target<K, V> target;
  private final ConcurrentMap<K, Load<K>> loads = new ConcurrentHashMap<>();

  /**
   * Loads in progress that no other thread waits for, by key; recorded so that they can be
   * superseded.
   */
  private final ConcurrentMap<K, List<Load<K>>> unshared = new ConcurrentHashMap<>();

  /** Stores loaded values, and keeps count of failures. */
  public interface Target<K, V> {
    /**
     * Begins loads, and returns the stored values of keys that have a live entry by now. Does not
     * count as an access.
     *
     * @param mayWait whether to wait for another process that loads the same key
     */
    Map<K, Object> begin(Collection<Load<K>> loads, boolean mayWait);

    /**
     * Stores loaded values, except those whose loads are superseded, or whose keys another process
     * has changed. Null removes the entry instead.
     *
     * @param replace whether to replace values that the keys have by now
     */
    void store(Map<Load<K>, @Nullable Object> loaded, boolean replace);

    /** Ends loads, whether they succeeded or not. Throws nothing. */
    void end(Collection<Load<K>> loads);

    /** Checks a loaded value; throws if the cache does not accept it. */
    void check(V value);

    /** Called for each loaded value that cannot be stored. The caller still gets it. */
    void unstorable(UnstorableException why);

    /** Called once for each failed call of a loader, even if several threads wait for it. */
    void failed();
  }

  /** The loader of one key, and the lifetime of its value. */
  private record Source<K, V>(
      String name, Function<? super K, ? extends @Nullable V> load, long timeToLive) {}

  /** The loader of several keys, and the lifetime of their values. */
  private record BulkSource<K, V>(
      String name,
      Function<? super Set<K>, ? extends @Nullable Map<? extends K, ? extends V>> loadAll,
      long timeToLive) {
    /** Returns the same for a key that is loaded alone. */
    Source<K, V> ofOne() {
      return new Source<>(
          name,
          key -> {
            Map<? extends K, ? extends V> loaded = loadAll.apply(new HashSet<>(Set.of(key)));
            return (loaded == null) ? null : loaded.get(key);
          },
          timeToLive);
    }
  }

  /**
   * Creates it with a target for the loaded values.
   *
   * @param loader the cache's own; null if it has none
   */
  public ReadThrough(
      String cacheName,
      @Nullable CacheLoader<K, V> loader,
      StoredForm<K, V> values,
      Target<K, V> target) {
    this.cacheName = cacheName;
    this.loader = loader;
    this.values = values;
    this.target = target;
  }

  /** Returns whether the cache has a loader of its own. */
  public boolean hasLoader() {
    return loader != null;
  }

  private CacheLoader<K, V> loader() {
    return requireNonNull(loader, "the cache has no CacheLoader");
  }

  private BulkSource<K, V> bulkSource() {
    return new BulkSource<>("CacheLoader.loadAll", keys -> loader().loadAll(keys), 0);
  }

  private Source<K, V> source() {
    return new Source<>("CacheLoader.load", loader()::load, 0);
  }

  /** Returns whether nothing is being loaded. */
  public boolean isIdle() {
    return loads.isEmpty() && unshared.isEmpty();
  }

  /** Prevents loads in progress of this key from storing their values. */
  public void supersede(K key) {
    if (isIdle()) {
      return;
    }
    Load<K> shared = loads.get(key);
    if (shared != null) {
      shared.supersede();
    }
    if (!unshared.isEmpty()) {
      unshared.getOrDefault(key, List.of()).forEach(Load::supersede);
    }
  }

  private void addUnshared(Load<K> load) {
    List<Load<K>> unused =
        unshared.merge(
            load.key(),
            List.of(load),
            (there, more) -> Stream.concat(there.stream(), more.stream()).toList());
  }

  private void removeUnshared(Load<K> load) {
    List<Load<K>> unused =
        unshared.computeIfPresent(
            load.key(),
            (key, there) -> {
              List<Load<K>> rest = there.stream().filter(other -> other != load).toList();
              return rest.isEmpty() ? null : rest;
            });
  }

  /** Returns the keys that are being loaded. */
  public Collection<K> keys() {
    Set<K> keys = new HashSet<>(loads.keySet());
    keys.addAll(unshared.keySet());
    return keys;
  }

  /**
   * Returns the value of a missing key: loads it, or waits for another thread that is loading it.
   *
   * @return null if the loader has no value
   * @throws CacheLoaderException if the loader fails
   */
  public @Nullable V get(K key) {
    return get(key, source());
  }

  /**
   * As {@link #get}, with the caller's loader. If another thread is already loading the key,
   * returns the result of that load.
   *
   * @param timeToLive how long the value lives, in milliseconds; 0 if the expiry policy applies
   */
  public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> load, long timeToLive) {
    return get(key, new Source<>("The loader", load, timeToLive));
  }

  private @Nullable V get(K key, Source<K, V> source) {
    Load<K> mine = new Load<>(key, source.timeToLive());
    Load<K> other = loads.putIfAbsent(key, mine);
    if (other == null) {
      return toApplicationValue(loadAs(mine, source));
    } else if (other.isMine()) {
      throw recursion(key);
    } else if (other.await()) {
      return toApplicationValue(other.result());
    }
    return toApplicationValue(loadUnshared(key, source, false));
  }

  /**
   * Loads the value of a key with the caller's loader, whether the key has a value or not. If the
   * loader has none, the entry is removed. No other thread waits for this load.
   *
   * @param timeToLive how long the value lives, in milliseconds; 0 if the expiry policy applies
   * @return null if the loader has no value
   * @throws CacheLoaderException if the loader fails
   */
  public @Nullable V reload(
      K key, Function<? super K, ? extends @Nullable V> load, long timeToLive) {
    return toApplicationValue(
        loadUnshared(key, new Source<>("The loader", load, timeToLive), true));
  }

  private @Nullable Object loadAs(Load<K> mine, Source<K, V> source) {
    try {
      Object stored = begin(mine, true); // another thread may have stored it since the miss
      if (stored == null) {
        stored = loadAndStore(mine, source, false);
      }
      mine.succeed(stored);
      return stored;
    } catch (RuntimeException | Error e) {
      mine.fail(e);
      throw e;
    } finally {
      target.end(List.of(mine));
      end(mine);
    }
  }

  private @Nullable Object begin(Load<K> load, boolean mayWait) {
    return target.begin(List.of(load), mayWait).get(load.key());
  }

  private void end(Load<K> load) {
    try {
      loads.remove(load.key(), load);
    } finally { // the equals method of a key may throw
      load.end();
    }
  }

  /**
   * Loads without sharing the result: for a thread that would cause a deadlock if it waited, or
   * that wants a newer value than there is.
   */
  private @Nullable Object loadUnshared(K key, Source<K, V> source, boolean replace) {
    Load<K> load = new Load<>(key, source.timeToLive());
    addUnshared(load);
    try {
      Object unused = begin(load, false);
      return loadAndStore(load, source, replace);
    } finally {
      target.end(List.of(load));
      removeUnshared(load);
    }
  }

  private @Nullable Object loadAndStore(Load<K> load, Source<K, V> source, boolean replace) {
    V value = load(load.key(), source);
    if (value == null && !replace) {
      return null;
    }
    Object stored = (value == null) ? null : stored(load.key(), value);
    if (!(stored instanceof Unstorable)) {
      target.store(Collections.singletonMap(load, stored), replace);
    }
    return stored;
  }

  /** A loaded value that has no stored form. All threads that wait for it get the value itself. */
  private record Unstorable(Object value) {}

  /** Returns the stored form of a loaded value, or an {@link Unstorable}. */
  private Object stored(K key, V value) {
    try {
      return values.of(key, value);
    } catch (UnstorableException e) {
      target.unstorable(e);
      return new Unstorable(value);
    }
  }

  @SuppressWarnings("unchecked") // it is the loaded value
  private V valueOf(Object stored) {
    return (stored instanceof Unstorable it) ? (V) it.value() : values.valueOf(stored);
  }

  /**
   * Calls the loader for a key, for an operation that stores the value itself.
   *
   * @return null if the loader has no value
   * @throws CacheLoaderException if the loader fails
   */
  public @Nullable V load(K key) {
    return load(key, source());
  }

  private @Nullable V load(K key, Source<K, V> source) {
    try {
      V value =
          OperationTime.<@Nullable V>apart(
              () -> UserCode.<@Nullable V>call(() -> source.load().apply(key)));
      if (value != null) {
        target.check(value);
      }
      return value;
    } catch (RuntimeException e) {
      throw wrapped(source.name(), e);
    } catch (Error e) {
      target.failed();
      throw e;
    }
  }

  /**
   * Returns the values of missing keys. Keys that no other thread is loading are loaded together.
   *
   * @return the values, without the keys that the loader has no value for
   * @throws CacheLoaderException if the loader fails
   */
  public Map<K, V> getAll(Collection<? extends K> keys) {
    return getAll(keys, bulkSource());
  }

  /**
   * As {@link #getAll(Collection)}, with the caller's loader.
   *
   * @param timeToLive how long the values live, in milliseconds; 0 if the expiry policy applies
   */
  public Map<K, V> getAll(
      Collection<? extends K> keys,
      Function<? super Set<K>, ? extends @Nullable Map<? extends K, ? extends V>> loadAll,
      long timeToLive) {
    return getAll(keys, new BulkSource<>("The loader", loadAll, timeToLive));
  }

  private Map<K, V> getAll(Collection<? extends K> keys, BulkSource<K, V> source) {
    List<Load<K>> mine = new ArrayList<>();
    List<Load<K>> others = new ArrayList<>();
    Map<K, V> found = new HashMap<>();
    Failures failures = new Failures(); // of listeners; threads that wait do not get these
    try {
      for (K key : keys) {
        Load<K> load = new Load<>(key, source.timeToLive());
        Load<K> other = loads.putIfAbsent(key, load);
        (other == null ? mine : others).add(other == null ? load : other);
      }
      loadAllAs(mine, source, found, failures);
    } catch (RuntimeException | Error e) {
      mine.forEach(load -> load.fail(e));
      throw e;
    } finally {
      target.end(mine);
      mine.forEach(this::end);
    }
    // Waits only now: this thread's own loads have ended, so no thread waits for them.
    for (Load<K> other : others) {
      if (other.isMine()) {
        throw recursion(other.key());
      }
      Object stored =
          other.await() ? other.result() : loadUnshared(other.key(), source.ofOne(), false);
      putIfLoaded(found, other.key(), stored);
    }
    failures.throwIfAny();
    return found;
  }

  private void loadAllAs(
      List<Load<K>> mine, BulkSource<K, V> source, Map<K, V> found, Failures failures) {
    List<Load<K>> missing = new ArrayList<>();
    Map<K, Object> there = target.begin(mine, true);
    for (Load<K> load : mine) {
      Object stored = there.get(load.key());
      load.succeed(stored);
      putIfLoaded(found, load.key(), stored);
      if (stored == null) {
        missing.add(load);
      }
    }
    storeAll(missing, source, false, found, failures);
  }

  private void storeAll(
      List<Load<K>> loads,
      BulkSource<K, V> source,
      boolean replace,
      Map<K, V> found,
      Failures failures) {
    Map<K, V> loaded = loadAll(loads.stream().map(Load::key).toList(), source);
    Map<Load<K>, @Nullable Object> toStore = new LinkedHashMap<>();
    for (Load<K> load : loads) {
      V value = loaded.get(load.key());
      if (value != null) {
        Object stored = stored(load.key(), value);
        load.succeed(stored);
        putIfLoaded(found, load.key(), stored);
        if (!(stored instanceof Unstorable)) {
          toStore.put(load, stored);
        }
      }
    }
    failures.run(() -> target.store(toStore, replace));
  }

  /**
   * Loads the values of keys and stores them, whether the keys have values or not.
   *
   * @throws CacheLoaderException if the loader fails
   */
  public void reloadAll(Collection<? extends K> keys) {
    List<Load<K>> mine = new ArrayList<>();
    keys.forEach(key -> mine.add(new Load<>(key, 0)));
    Failures failures = new Failures();
    try {
      mine.forEach(this::addUnshared);
      Map<K, Object> unused = target.begin(mine, false);
      storeAll(mine, bulkSource(), true, new HashMap<>(), failures);
    } finally {
      target.end(mine);
      mine.forEach(this::removeUnshared);
    }
    failures.throwIfAny();
  }

  /**
   * Calls the loader for these keys, and returns their values, without others that it returns.
   *
   * @throws CacheLoaderException if the loader fails
   */
  private Map<K, V> loadAll(Collection<? extends K> keys, BulkSource<K, V> source) {
    Map<K, V> requested = new HashMap<>();
    if (keys.isEmpty()) {
      return requested;
    }
    try {
      // A copy, since the loader may remove elements from it.
      Map<? extends K, ? extends V> loaded =
          OperationTime.<@Nullable Map<? extends K, ? extends V>>apart(
              () ->
                  UserCode.<@Nullable Map<? extends K, ? extends V>>call(
                      () -> source.loadAll().apply(new LinkedHashSet<>(keys))));
      for (K key : keys) {
        V value = (loaded == null) ? null : loaded.get(key);
        if (value != null) {
          target.check(value);
          requested.put(key, value);
        }
      }
      return requested;
    } catch (RuntimeException e) {
      throw wrapped(source.name(), e);
    } catch (Error e) {
      target.failed();
      throw e;
    }
  }

  private void putIfLoaded(Map<K, V> found, K key, @Nullable Object stored) {
    if (stored != null) {
      found.put(key, valueOf(stored));
    }
  }

  private @Nullable V toApplicationValue(@Nullable Object stored) {
    return (stored == null) ? null : valueOf(stored);
  }

  private CacheLoaderException recursion(K key) {
    return new CacheLoaderException(
        "Cache '"
            + cacheName
            + "': loading key '"
            + key
            + "' needs the value of that key. Let the loader read its source, or other keys.");
  }

  private RuntimeException wrapped(String what, RuntimeException e) {
    if (e instanceof LoaderGuard.NotCalledException) {
      return e;
    }
    target.failed();
    return (e instanceof CacheLoaderException it)
        ? it
        : new CacheLoaderException(
            "Cache '" + cacheName + "': " + what + " failed", UserCode.thrown(e));
  }
}
