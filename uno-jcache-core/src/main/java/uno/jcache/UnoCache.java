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
 * A cache of Uno JCache, as its manager returns it or as {@link Cache#unwrap} does.
 *
 * <p>Safe for use by many threads. Single-key operations are atomic; {@code putAll}, {@code
 * removeAll} and {@code invokeAll} are atomic for each key. Keys and values are never null.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface UnoCache<K, V> extends Cache<K, V> {
  /**
   * Returns the manager of this cache, or null if the cache is closed, as no manager has it then.
   * Throws nothing. Where another thread may close the cache, as in an asynchronous listener,
   * expect null.
   *
   * @return the manager, or null if the cache is closed
   */
  @Override
  @Nullable UnoCacheManager getCacheManager();

  /**
   * Returns a copy of the configuration as it is now, with what the manager's configuration said.
   */
  UnoConfiguration<K, V> getConfiguration();

  /**
   * Stores a value that lives for a time of its own. What {@link Cache#put} says of writers,
   * listeners and statistics holds here, too. The cache's expiry policy takes over at the next
   * access or update; where that leaves a deadline as it is, it stays.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  void put(K key, V value, Duration timeToLive);

  /**
   * Stores values that live for a time of their own; else as {@link Cache#putAll(Map)}.
   *
   * @param timeToLive how long the entries live from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  void putAll(Map<? extends K, ? extends V> map, Duration timeToLive);

  /**
   * Stores a value that lives for a time of its own, if there is none; else as {@link
   * Cache#putIfAbsent}.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  boolean putIfAbsent(K key, V value, Duration timeToLive);

  /**
   * Stores a value that lives for a time of its own, if there is one already; else as {@link
   * Cache#replace(Object, Object)}. It has a name of its own since {@code replace} with three
   * arguments takes a value as the last one, which may be a duration.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  boolean replaceFor(K key, V value, Duration timeToLive);

  /**
   * Stores a value that lives for a time of its own, and returns the one before; else as {@link
   * Cache#getAndPut}.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @return the value before, or null
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  @Nullable V getAndPut(K key, V value, Duration timeToLive);

  /**
   * Returns the value of a key, and loads it where it is missing (cache-aside). Of all who ask for
   * a missing key at one time, one loads it and the others wait for what that one finds, or for its
   * failure. A value that was loaded from before the entry was changed is returned but not kept.
   * Counts as {@link Cache#get}; the load is no put, and no writer is called.
   *
   * @param loader gets the key and returns its value, or null where it has none; called under no
   *     lock. It may read other keys of the cache.
   * @return the value, or null where the loader has none
   * @throws javax.cache.integration.CacheLoaderException if the loader fails
   */
  @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader);

  /**
   * As {@link #get(Object, Function)}; a value that is loaded lives for a time of its own.
   *
   * @param timeToLive how long a loaded value lives, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond
   */
  @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader, Duration timeToLive);

  /**
   * Returns the values of keys, and loads together those that are missing (cache-aside); else as
   * {@link #get(Object, Function)}.
   *
   * @param loader gets the keys that are missing and nobody else is loading, and returns what it
   *     has for them
   * @return the values, without the keys that have none
   * @throws javax.cache.integration.CacheLoaderException if the loader fails
   */
  Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader);

  /**
   * As {@link #getAll(Set, Function)}; values that are loaded live for a time of their own.
   *
   * @param timeToLive how long loaded values live, to the millisecond
   * @throws IllegalArgumentException if the time is less than a millisecond
   */
  Map<K, V> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      Duration timeToLive);

  /**
   * Returns what the cache knows of an entry besides its value, if there is one. Counts as no
   * access. The expiry is always known. When the entry was created and read, and its version, are
   * empty unless the cache records them: {@link UnoConfiguration#setMetadataRecorded}, or {@code
   * metadata = true} in a configuration.
   */
  Optional<EntryMetadata> metadata(K key);

  /**
   * Lets an entry live for so long from now on, be that longer or shorter than before, and leaves
   * its value: no writer is called and no listener told. The next access or update does with the
   * deadline what the cache's expiry policy says; a limit that an invalidation rule sets holds.
   *
   * @param timeToLive how long the entry lives from now on, to the millisecond
   * @return whether there is an entry
   * @throws IllegalArgumentException if the time is less than a millisecond; nothing changes then
   */
  boolean touch(K key, Duration timeToLive);

  /**
   * Removes an entry, and leaves the application's system of record alone: as {@link
   * Cache#remove(Object)}, but no writer is called.
   *
   * @return whether there was an entry
   */
  boolean invalidate(K key);

  /**
   * Removes entries as {@link #invalidate} does one.
   *
   * @return how many there were
   */
  long invalidateAll(Set<? extends K> keys);

  /**
   * Removes the entries whose keys, as strings, match a pattern, as {@link #invalidate} does.
   * Listeners are told of removals, and the statistics count them.
   *
   * @param pattern {@code *} stands for any characters, {@code ?} for one, {@code [a-z]} for one of
   *     those, {@code [!a-z]} for one of the others; a backslash takes its meaning from the
   *     character after it
   * @return how many entries were removed
   * @throws IllegalArgumentException if the pattern is none; nothing changes then
   */
  long invalidateMatching(String pattern);

  /**
   * Returns the keys of the entries, weakly consistent: a key that is there throughout is returned
   * once; one that comes or goes meanwhile may be or not. Counts as no access. Close the stream
   * where you do not read it to its end.
   */
  Stream<K> keys();

  /**
   * Returns about how many entries there are; those that have just expired may count. A cache in a
   * store that others share, such as Redis, looks at all entries for that, though not at their
   * values: do not call this from time to time.
   */
  long size();

  /**
   * Returns what this cache counted so far, and how long that took. It counts while its JCache
   * statistics are enabled, or monitoring is: see {@link CacheMonitoring}.
   */
  CacheSummary stats();

  /**
   * Returns the entries as a map. It is the cache seen in another way: it reads through, writes
   * through, counts and tells listeners as the operations of the cache do. {@code compute}, {@code
   * merge} and their like are atomic for the key, and run as an entry processor does: in this
   * process, and again where another process was quicker. {@code size} is {@link #size}.
   *
   * <p>Iterators are weakly consistent. Nulls are not allowed.
   */
  @Incubating
  ConcurrentMap<K, V> asMap();

  /**
   * Returns the same operations, run by the executor of the cache's configuration; by the common
   * pool without one.
   */
  UnoAsyncCache<K, V> async();

  /** Returns the same operations, run by this executor, such as one of virtual threads. */
  UnoAsyncCache<K, V> async(Executor executor);
}
