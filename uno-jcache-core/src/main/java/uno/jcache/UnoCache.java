/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.monitoring.CacheSummary;

/**
 * A cache of Uno JCache, as returned by its manager or by {@link Cache#unwrap}.
 *
 * <p>Safe for use by many threads. Single-key operations are atomic; {@code putAll}, {@code
 * removeAll} and {@code invokeAll} are atomic for each key. Keys and values are never null.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface UnoCache<K, V> extends Cache<K, V> {
  /**
   * Returns the manager of this cache, or null if the cache is closed. Throws nothing. If another
   * thread may close the cache, as in an asynchronous listener, expect null.
   *
   * @return the manager, or null if the cache is closed
   */
  @Override
  @Nullable UnoCacheManager getCacheManager();

  /**
   * Returns a copy of the current configuration, including settings from the manager's
   * configuration.
   */
  UnoConfiguration<K, V> getConfiguration();

  /**
   * Stores a value with the given time to live. Writers, listeners and statistics are as with
   * {@link Cache#put}. The cache's expiry policy applies again at the next access or update, unless
   * it keeps the deadline.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  void put(K key, V value, Duration timeToLive);

  /**
   * As {@link Cache#putAll(Map)}, with the given time to live.
   *
   * @param timeToLive how long the entries live from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  void putAll(Map<? extends K, ? extends V> map, Duration timeToLive);

  /**
   * As {@link Cache#putIfAbsent}, with the given time to live.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  boolean putIfAbsent(K key, V value, Duration timeToLive);

  /**
   * As {@link Cache#replace(Object, Object)}, with the given time to live. It is not called {@code
   * replace}, since {@link Cache#replace(Object, Object, Object)} also has three arguments.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  boolean replaceFor(K key, V value, Duration timeToLive);

  /**
   * As {@link Cache#getAndPut}, with the given time to live.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @return the previous value, or null if there was none
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  @Nullable V getAndPut(K key, V value, Duration timeToLive);

  /**
   * Returns the value of a key, and loads it if it is missing (cache-aside). If several threads
   * request a missing key at the same time, one loads it and the others wait for its result or
   * failure. If the entry changes during the load, the caller gets the loaded value, but it is not
   * cached. Counts as {@link Cache#get}; the load does not count as a put, and calls no writer.
   *
   * @param loader returns the value of a key, or null if there is none; may read other keys of the
   *     cache. No lock is held while it runs.
   * @return the value, or null if the loader returns null
   * @throws javax.cache.integration.CacheLoaderException if the loader fails
   */
  @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader);

  /**
   * As {@link #get(Object, Function)}; a loaded value has the given time to live.
   *
   * @param timeToLive how long a loaded value lives, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond
   */
  @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader, Duration timeToLive);

  /**
   * Loads the value of a key again, and stores it in place of the present one, if there is one. As
   * {@link #get(Object, Function)}, a value that is loaded while the entry changes or is removed is
   * returned, but not cached: so an older value never replaces a newer one. While the loader runs,
   * other callers get the present value. If the loader returns null, the entry is removed as by
   * {@link #invalidate}, unless it has changed meanwhile. If the loader fails, nothing changes.
   *
   * @param loader returns the value of a key, or null if there is none; may read the cache. No lock
   *     is held while it runs.
   * @return the loaded value, or null if the loader returns null
   * @throws javax.cache.integration.CacheLoaderException if the loader fails
   */
  @Incubating
  @Nullable V reload(K key, Function<? super K, ? extends @Nullable V> loader);

  /**
   * As {@link #reload(Object, Function)}; the loaded value has the given time to live.
   *
   * @param timeToLive how long the loaded value lives, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond
   */
  @Incubating
  @Nullable V reload(K key, Function<? super K, ? extends @Nullable V> loader, Duration timeToLive);

  /**
   * Returns the values of keys, and loads all missing ones in one call (cache-aside). Otherwise as
   * {@link #get(Object, Function)}.
   *
   * @param loader gets the missing keys that no other thread is loading, and returns their values
   * @return the values by key; a key without a value is absent
   * @throws javax.cache.integration.CacheLoaderException if the loader fails
   */
  Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader);

  /**
   * As {@link #getAll(Set, Function)}; loaded values have the given time to live.
   *
   * @param timeToLive how long loaded values live, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond
   */
  Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      Duration timeToLive);

  /**
   * Returns the metadata of an entry, if there is one. Does not count as an access. The expiry is
   * always known. When the entry was created and read, and its version, are empty unless the cache
   * records them: {@link UnoConfiguration#setMetadataRecorded}, or {@code metadata = true} in a
   * configuration.
   */
  Optional<EntryMetadata> metadata(K key);

  /**
   * Sets the remaining lifetime of an entry, longer or shorter than before. The value stays; no
   * writer is called, and no listener is notified. The cache's expiry policy applies again at the
   * next access or update. A limit by an invalidation rule still applies.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @return whether there is an entry
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  boolean touch(K key, Duration timeToLive);

  /**
   * Removes an entry from the cache, but not from the application's system of record: as {@link
   * Cache#remove(Object)}, without calling the writer.
   *
   * @return whether there was an entry
   */
  boolean invalidate(K key);

  /**
   * Removes entries, each as by {@link #invalidate}.
   *
   * @return how many entries were removed
   */
  long invalidateAll(Set<? extends K> keys);

  /**
   * Removes the entries whose keys, as strings, match a pattern, as {@link #invalidate} does.
   * Listeners are notified of the removals, and statistics count them.
   *
   * @param pattern {@code *} stands for any characters, {@code ?} for one, {@code [a-z]} for one of
   *     those, {@code [!a-z]} for one of the others; a backslash escapes the next character
   * @return how many entries were removed
   * @throws IllegalArgumentException if the pattern is invalid; nothing changes then
   */
  long invalidateMatching(String pattern);

  /**
   * Returns the keys of the entries, weakly consistent: a key that is present during the whole
   * iteration is returned once; one that is added or removed meanwhile may be returned or not. Does
   * not count as an access. Close the stream unless you read it to its end.
   */
  Stream<K> keys();

  /**
   * Returns the keys that {@link #invalidateMatching} would remove, as {@link #keys} does. Removes
   * nothing.
   *
   * @param pattern as of {@link #invalidateMatching}
   * @throws IllegalArgumentException if the pattern is invalid
   */
  @Incubating
  Stream<K> keysMatching(String pattern);

  /**
   * Returns the approximate number of entries; those that have just expired may count. In a store
   * that processes share, such as Redis, this scans the headers of all entries: do not call it
   * periodically.
   */
  long size();

  /**
   * Returns the counts and latencies of this cache so far. It counts while its JCache statistics or
   * monitoring are enabled: see {@link CacheMonitoring}.
   */
  CacheSummary stats();

  /**
   * Returns the entries as a map. The map is a view of the cache: its operations read through,
   * write through, count, and notify listeners like those of the cache. {@code compute}, {@code
   * merge} and the like are atomic for the key, and run as entry processors: in this process, and
   * again if another process changes the entry first. {@code size} is {@link #size}.
   *
   * <p>Iterators are weakly consistent. Nulls are not allowed.
   */
  @Incubating
  ConcurrentMap<K, V> asMap();

  /**
   * Returns the same operations, run by the executor of the cache's configuration, or by the common
   * pool if none is set.
   */
  UnoAsyncCache<K, V> async();

  /** Returns the same operations, run by this executor, such as one of virtual threads. */
  UnoAsyncCache<K, V> async(Executor executor);
}
