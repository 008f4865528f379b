/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Removal;

/**
 * Keeps the entries of one cache. A store has one primitive, {@link #compute}. The other methods
 * are shortcuts for decisions that need less. A store does not know listeners, statistics, loaders
 * or writers.
 *
 * <p>Safe for use by many threads, except for {@link EntryCursor}. After {@link #close} the
 * behaviour is undefined, but no method hangs or corrupts anything.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value: if the cache stores by value, it differs from what the
 *     application sees
 */
public interface Store<K, V> extends AutoCloseable {
  /**
   * Returns the value of a live entry, counts the read as a use, and moves the deadline if the
   * expiry policy does so on an access, up to its {@linkplain StoredEntry#notAfter limit}.
   *
   * @param dead accepts the key if the entry is dead. The entry stays: the consumer removes it by a
   *     transition, so that its expiry is published once. Called without locks.
   * @return the value, or null if there is no live entry
   */
  @Nullable V get(K key, Consumer<? super K> dead);

  /** Returns the value of a live entry, for a caller who ignores dead ones. */
  default @Nullable V get(K key) {
    return get(key, dead -> {});
  }

  /**
   * Returns the entry, dead or alive, without counting this as a use.
   *
   * @return the entry, or null if there is none
   */
  @Nullable StoredEntry<V> peek(K key);

  /**
   * Returns the entry, dead or alive, and counts this as a use, but moves no deadline. A near cache
   * in front of this store calls it.
   */
  default @Nullable StoredEntry<V> read(K key) {
    return peek(key);
  }

  /**
   * Passes the current entry to the transition and commits its decision atomically, only if the
   * entry has not changed meanwhile. If it has, the transition decides again on the newer entry.
   *
   * @return the result of the committed decision
   * @throws RuntimeException what the transition throws; the entry is then left as it was
   */
  <R extends @Nullable Object> R compute(K key, Transition<V, R> transition);

  /**
   * Stores a value without reading the old one. The deadline is that of {@link Expiry} for a
   * creation or an update, without a limit. Called only if {@link Expiry#isResolved}.
   */
  default void put(K key, V value, Expiry expiry) {
    boolean unused = compute(key, Transition.put(value, expiry));
  }

  /** Stores a value without reading what was there. For near caches. */
  default void set(K key, V value, long policyDeadline, long notAfter) {
    boolean unused =
        compute(key, current -> new Decision.Put<>(value, policyDeadline, notAfter, true));
  }

  /** Removes an entry without reading it. For near caches. */
  default void drop(K key) {
    boolean unused = compute(key, current -> new Decision.Remove<>(true));
  }

  /** Returns how many keys to pass in one call for best speed; 1 if batches are no faster. */
  default int batch() {
    return 1;
  }

  /** Returns the values of live entries, each as {@link #get} does. */
  default Map<K, V> getAll(Collection<? extends K> keys, Consumer<? super K> dead) {
    Map<K, V> found = new HashMap<>();
    for (K key : keys) {
      V value = get(key, dead);
      if (value != null) {
        found.put(key, value);
      }
    }
    return found;
  }

  /** Returns entries, each as {@link #read} does. */
  default Map<K, StoredEntry<V>> readAll(Collection<? extends K> keys) {
    Map<K, StoredEntry<V>> found = new HashMap<>();
    for (K key : keys) {
      StoredEntry<V> entry = read(key);
      if (entry != null) {
        found.put(key, entry);
      }
    }
    return found;
  }

  /**
   * Commits decisions, each by itself as {@link #compute} does, and returns their results. If the
   * store or a transition fails, this method throws, and some decisions may be committed.
   */
  default <R extends @Nullable Object> Map<K, R> computeAll(
      Map<K, ? extends Transition<V, R>> transitions) {
    Map<K, R> results = new HashMap<>();
    transitions.forEach((key, transition) -> results.put(key, compute(key, transition)));
    return results;
  }

  /** Stores values, each as {@link #put(Object, Object, Expiry)} does. */
  default void putAll(Map<K, V> values, Expiry expiry) {
    values.forEach((key, value) -> put(key, value, expiry));
  }

  /**
   * Removes entries without reading them, each by itself.
   *
   * @return for each key, what was removed
   */
  default Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    Map<K, Removal> removed = new HashMap<>();
    for (K key : keys) {
      removed.put(key, compute(key, Transition.remove(expiry)));
    }
    return removed;
  }

  /**
   * Leases keys whose values are about to be loaded: records their entries, without counting this
   * as a use. A shared store stores a lease where there is no entry, so that it can see whether
   * another process has changed the key since. The change that stores the value replaces the lease;
   * otherwise {@link #release} removes it.
   *
   * @return a lease for each key
   */
  default Map<K, LoadLease<V>> lease(Collection<? extends K> keys) {
    Map<K, LoadLease<V>> leases = new HashMap<>();
    for (K key : keys) {
      StoredEntry<V> entry = peek(key);
      leases.put(key, () -> entry);
    }
    return leases;
  }

  /** Releases the leases of values that were not stored. */
  default void release(Map<K, LoadLease<V>> leases) {}

  /** Returns a cursor over all entries. The caller closes it. */
  EntryCursor<K, V> scan();

  /**
   * Returns a cursor as {@link #scan} does, for a caller who needs keys and deadlines only: it may
   * leave out values, and {@link EntryCursor#entry} is not called.
   *
   * @param prefix the caller needs only keys that begin with it, as strings
   */
  default EntryCursor<K, V> scanKeys(String prefix) {
    return scan();
  }

  /**
   * Returns a cursor as {@link #scanKeys} does, for a caller who changes what it finds. It also
   * visits entries that only the near cache still has, and may visit an entry twice. If the store
   * fails, it visits fewer, and {@link EntryCursor#isComplete} is false. The caller closes it.
   */
  default EntryCursor<K, V> scanToChange(String prefix) {
    return scanKeys(prefix);
  }

  /**
   * Hides all present entries whose keys match, in constant time. When this returns, their deadline
   * is {@link Expiry#INVALIDATED}, and they are like other expired entries: the caller scans for
   * them, removes them by transitions, so that the expiry of each is published once, and then calls
   * {@link #reclaimed}. If the caller does not, {@link #sweep} reports them.
   *
   * @param patterns of keys, as strings
   * @return the epoch, for {@link #reclaimed}; empty if the store cannot hide entries, or cannot
   *     now: the caller then removes them one by one
   */
  default OptionalLong invalidate(List<String> patterns) {
    return OptionalLong.empty();
  }

  /**
   * Invalidates entries when the store can be reached again. Until then they read as absent in this
   * process. For a caller whose scan was incomplete.
   *
   * @param patterns of keys, as strings
   */
  default void invalidateLater(List<String> patterns) {}

  /**
   * Returns how often the store has failed without throwing an exception. If it did not increase
   * during a call, the call has succeeded.
   */
  default long failures() {
    return 0;
  }

  /** Called when all entries that an invalidation hides have been removed. */
  default void reclaimed(long epoch) {}

  /**
   * Returns whether other processes use the same entries. Then only the application's {@link
   * #clear} empties the store.
   */
  default boolean isShared() {
    return false;
  }

  /**
   * Notifies a listener of changes by other processes, until the store is closed. If the entries
   * are not {@linkplain #isShared shared}, it is never called.
   */
  default void follow(ChangeListener<? super K> listener) {}

  /**
   * Called when the rules that limit lifetimes have changed.
   *
   * @return true if the store applies {@link StoreSpec#limits} on each read; false if the caller
   *     must limit entries one by one
   */
  default boolean limitsChanged() {
    return false;
  }

  /** Removes all entries that are present when it is called. */
  void clear();

  /**
   * Returns about how many entries there are, dead ones included. It may visit all of them: it is
   * called for the application only, never periodically.
   */
  long size();

  /**
   * Returns about how many entries there are, if the store knows without visiting them. For
   * periodic callers, such as metrics.
   */
  default OptionalLong knownSize() {
    return OptionalLong.empty();
  }

  /**
   * Changes the bound of the store. Entries beyond it are evicted now or soon.
   *
   * @param maximum how many entries it may hold, or how much they may weigh together
   */
  void setMaximum(long maximum);

  /**
   * Passes the keys of dead entries to the consumer, which removes them by a transition; also of
   * entries that an invalidation hides and that no process has reclaimed for a while. A store that
   * removes dead entries in another way does nothing here.
   */
  default void sweep(Consumer<? super K> dead) {}

  /** Returns facts about the store for operators, such as its size in bytes. */
  default Map<String, Object> details() {
    return Map.of();
  }

  /** Closes the store and deletes its entries, so that the next store of this name starts empty. */
  default void destroy() {
    try {
      clear();
    } finally {
      close();
    }
  }

  /** Releases all resources. Does nothing the second time. */
  @Override
  void close();
}
