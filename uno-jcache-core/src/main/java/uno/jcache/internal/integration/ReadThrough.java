/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.integration;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.copy.Copies;

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
  private final Copies<V> copies;
  private final Target<K> target;
  private final ConcurrentMap<K, Load> loads = new ConcurrentHashMap<>();

  /** Where loaded values go. */
  public interface Target<K> {
    /** Returns the stored value of a live entry, or null. Counts as no access. */
    @Nullable Object find(K key);

    /** Stores a loaded value unless the key has one, or the load is superseded. */
    void store(K key, Object stored, Load load);
  }

  /** Loads by the loader into the target. */
  public ReadThrough(
      String cacheName, CacheLoader<K, V> loader, Copies<V> copies, Target<K> target) {
    this.cacheName = cacheName;
    this.loader = loader;
    this.copies = copies;
    this.target = target;
  }

  /** Keeps a load of this key that is under way from storing what it finds. */
  public void supersede(K key) {
    if (!loads.isEmpty()) {
      Load load = loads.get(key);
      if (load != null) {
        load.supersede();
      }
    }
  }

  /** Returns the keys that are being loaded. */
  public Collection<K> keys() {
    return List.copyOf(loads.keySet());
  }

  /**
   * Returns the value of a key that was missing a moment ago: loads it, or waits for who does.
   *
   * @return null where the loader has no value
   * @throws CacheLoaderException if the loader fails
   */
  public @Nullable V get(K key) {
    Load mine = new Load();
    Load other = loads.putIfAbsent(key, mine);
    if (other == null) {
      return out(loadAs(mine, key));
    } else if (other.isMine()) {
      throw recursion(key);
    } else if (other.await()) {
      return out(other.result());
    }
    return out(loadAndStore(mine, key));
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

  private @Nullable Object loadAndStore(Load load, K key) {
    V value = load(key);
    if (value == null) {
      return null;
    }
    Object stored = copies.in(value);
    target.store(key, stored, load);
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
      return loader.load(key);
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
      Load load = new Load();
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
          Object stored = other.await() ? other.result() : loadAndStore(new Load(), key);
          putIfLoaded(found, key, stored);
        });
    return found;
  }

  private void loadAllAs(Map<K, Load> mine, Map<K, V> found) {
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
      Map<K, V> loaded = loadAll(missing);
      for (K key : missing) {
        V value = loaded.get(key);
        if (value != null) {
          Object stored = copies.in(value);
          Load load = requireNonNull(mine.get(key));
          target.store(key, stored, load);
          load.succeed(stored);
          putIfLoaded(found, key, stored);
        }
      }
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
  }

  /**
   * Returns what the loader has for these keys.
   *
   * @throws CacheLoaderException if the loader fails
   */
  public Map<K, V> loadAll(Collection<? extends K> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    try {
      Map<K, V> loaded = loader.loadAll(keys);
      return (loaded == null) ? Map.of() : loaded;
    } catch (RuntimeException e) {
      throw wrapped("loadAll", e);
    }
  }

  private void putIfLoaded(Map<K, V> found, K key, @Nullable Object stored) {
    if (stored != null) {
      found.put(key, copies.out(stored));
    }
  }

  private @Nullable V out(@Nullable Object stored) {
    return (stored == null) ? null : copies.out(stored);
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
