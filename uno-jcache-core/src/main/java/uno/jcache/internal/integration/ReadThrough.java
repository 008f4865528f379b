/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.integration;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.copy.StoredForm;

/**
 * Loads missing entries from the application's system of record (JSR-107 1.1, chapter 9), each key
 * by one thread at a time.
 *
 * <p>The loader runs under no lock, and may read other keys of the cache. If that leads back to a
 * key that the same thread is loading, the loader could only recurse for ever and gets an
 * exception; if threads would come to wait for each other's loads in a circle, one of them loads by
 * itself.
 *
 * <p>What is loaded is stored before the load ends, so that whoever comes later finds it. A value
 * loaded from before a change of its entry must not outlive that change: changes {@link #supersede}
 * the loads under way, and what those find is handed to who waits for it but not kept.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class ReadThrough<K, V> {
  private final String cacheName;
  private final CacheLoader<K, V> loader;
  private final StoredForm<K, V> values;
  private final Target<K, V> target;
  private final ConcurrentMap<K, Load> loads = new ConcurrentHashMap<>();

  /** Loads under way for which nobody waits; known so that they can be superseded. */
  private final Set<Load> unshared = ConcurrentHashMap.newKeySet();

  /** Where loaded values go. */
  public interface Target<K, V> {
    /** Returns the stored value of a live entry, or null. Counts as no access. */
    @Nullable Object find(K key);

    /**
     * Stores a loaded value unless the load is superseded.
     *
     * @param replace whether to store it where the key has a value, too
     */
    void store(K key, Object stored, Load load, boolean replace);

    /** Checks a loaded value; throws where the cache does not take it. */
    void check(V value);
  }

  /** Loads by the loader into the target. */
  public ReadThrough(
      String cacheName, CacheLoader<K, V> loader, StoredForm<K, V> values, Target<K, V> target) {
    this.cacheName = cacheName;
    this.loader = loader;
    this.values = values;
    this.target = target;
  }

  /** Keeps loads of this key that are under way from storing what they find. */
  public void supersede(K key) {
    if (!loads.isEmpty()) {
      Load load = loads.get(key);
      if (load != null) {
        load.supersede();
      }
    }
    for (Load load : unshared) {
      if (load.key().equals(key)) {
        load.supersede();
      }
    }
  }

  /** Returns the keys that are being loaded. */
  @SuppressWarnings("unchecked") // made here with keys of ours
  public Collection<K> keys() {
    Set<K> keys = new HashSet<>(loads.keySet());
    unshared.forEach(load -> keys.add((K) load.key()));
    return keys;
  }

  /**
   * Returns the value of a key that was missing a moment ago: loads it, or waits for who does.
   *
   * @return null where the loader has no value
   * @throws CacheLoaderException if the loader fails
   */
  public @Nullable V get(K key) {
    Load mine = new Load(key);
    Load other = loads.putIfAbsent(key, mine);
    if (other == null) {
      return out(loadAs(mine, key));
    } else if (other.isMine()) {
      throw recursion(key);
    } else if (other.await()) {
      return out(other.result());
    }
    return out(loadUnshared(key));
  }

  private @Nullable Object loadAs(Load mine, K key) {
    try {
      Object stored = target.find(key); // stored between our miss and our claim?
      if (stored == null) {
        stored = loadAndStore(mine, key);
      }
      mine.succeed(stored);
      return stored;
    } catch (RuntimeException | Error e) {
      mine.fail(e);
      throw e;
    } finally {
      loads.remove(key, mine);
      mine.end();
    }
  }

  /** For a thread that cannot wait for who loads the key. */
  private @Nullable Object loadUnshared(K key) {
    Load load = new Load(key);
    unshared.add(load);
    try {
      return loadAndStore(load, key);
    } finally {
      unshared.remove(load);
    }
  }

  private @Nullable Object loadAndStore(Load load, K key) {
    V value = load(key);
    if (value == null) {
      return null;
    }
    Object stored = values.of(key, value);
    target.store(key, stored, load, false);
    return stored;
  }

  /**
   * Returns what the loader has for a key, for an operation that stores it itself.
   *
   * @return null where the loader has no value
   * @throws CacheLoaderException if the loader fails
   */
  public @Nullable V load(K key) {
    try {
      V value = loader.load(key);
      if (value != null) {
        target.check(value);
      }
      return value;
    } catch (RuntimeException e) {
      throw wrapped("load", e);
    }
  }

  /**
   * Returns the values of keys that were missing a moment ago. Those that nobody is loading are
   * loaded together.
   *
   * @return the values, without the keys that the loader has no value for
   * @throws CacheLoaderException if the loader fails
   */
  public Map<K, V> getAll(Collection<? extends K> keys) {
    Map<K, Load> mine = new LinkedHashMap<>();
    Map<K, Load> others = new HashMap<>();
    for (K key : keys) {
      Load load = new Load(key);
      Load other = loads.putIfAbsent(key, load);
      (other == null ? mine : others).put(key, other == null ? load : other);
    }
    Map<K, V> found = new HashMap<>();
    if (!mine.isEmpty()) {
      loadAllAs(mine, found);
    }
    // Only now, with our own loads ended, nobody waits for us.
    others.forEach(
        (key, other) -> {
          if (other.isMine()) {
            throw recursion(key);
          }
          Object stored = other.await() ? other.result() : loadUnshared(key);
          putIfLoaded(found, key, stored);
        });
    return found;
  }

  private void loadAllAs(Map<K, Load> mine, Map<K, V> found) {
    Failures failures = new Failures();
    try {
      List<K> missing = new ArrayList<>();
      mine.forEach(
          (key, load) -> {
            Object stored = target.find(key);
            load.succeed(stored);
            putIfLoaded(found, key, stored);
            if (stored == null) {
              missing.add(key);
            }
          });
      loadAll(missing)
          .forEach(
              (key, value) -> {
                Object stored = values.of(key, value);
                Load load = requireNonNull(mine.get(key));
                load.succeed(stored);
                putIfLoaded(found, key, stored);
                failures.run(() -> target.store(key, stored, load, false));
              });
    } catch (RuntimeException | Error e) {
      mine.values().forEach(load -> load.fail(e));
      throw e;
    } finally {
      mine.forEach(
          (key, load) -> {
            loads.remove(key, load);
            load.end();
          });
    }
    failures.throwIfAny();
  }

  /**
   * Loads the values of keys and stores them, whether the keys have values or not.
   *
   * @throws CacheLoaderException if the loader fails
   */
  public void reloadAll(Collection<? extends K> keys) {
    Map<K, Load> mine = new HashMap<>();
    keys.forEach(key -> mine.put(key, new Load(key)));
    unshared.addAll(mine.values());
    Failures failures = new Failures();
    try {
      loadAll(keys)
          .forEach(
              (key, value) -> {
                Object stored = values.of(key, value);
                Load load = requireNonNull(mine.get(key));
                failures.run(() -> target.store(key, stored, load, true));
              });
    } finally {
      unshared.removeAll(mine.values());
    }
    failures.throwIfAny();
  }

  /**
   * Returns what the loader has for these keys, and nothing else that it returns.
   *
   * @throws CacheLoaderException if the loader fails
   */
  private Map<K, V> loadAll(Collection<? extends K> keys) {
    Map<K, V> asked = new HashMap<>();
    if (keys.isEmpty()) {
      return asked;
    }
    try {
      // A collection of the loader's own: it may drain it.
      Map<K, V> loaded = loader.loadAll(new ArrayList<>(keys));
      for (K key : keys) {
        V value = (loaded == null) ? null : loaded.get(key);
        if (value != null) {
          target.check(value);
          asked.put(key, value);
        }
      }
      return asked;
    } catch (RuntimeException e) {
      throw wrapped("loadAll", e);
    }
  }

  private void putIfLoaded(Map<K, V> found, K key, @Nullable Object stored) {
    if (stored != null) {
      found.put(key, values.valueOf(stored));
    }
  }

  private @Nullable V out(@Nullable Object stored) {
    return (stored == null) ? null : values.valueOf(stored);
  }

  private CacheLoaderException recursion(K key) {
    return new CacheLoaderException(
        "Cache '"
            + cacheName
            + "': loading key '"
            + key
            + "' needs the value of that key. Let the loader read its source, or other keys.");
  }

  private CacheLoaderException wrapped(String method, RuntimeException e) {
    return (e instanceof CacheLoaderException it)
        ? it
        : new CacheLoaderException(
            "Cache '" + cacheName + "': CacheLoader." + method + " failed", e);
  }
}
