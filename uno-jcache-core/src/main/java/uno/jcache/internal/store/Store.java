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
 * Keeps the entries of one cache. A store knows one primitive, {@link #compute}; the rest are
 * shortcuts for decisions that need less. It knows nothing of listeners, statistics, loaders or
 * writers.
 *
 * <p>All methods but {@link EntryCursor}'s may be called by any number of threads at once. After
 * {@link #close} their behaviour is undefined, but they neither hang nor corrupt anything.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value: it differs from what the application sees where a cache
 *     stores by value
 */
public interface Store<K, V> extends AutoCloseable {
  /**
   * Returns the value of a live entry, counts the read as a use, and moves the deadline where the
   * cache's expiry says that an access does, up to its {@linkplain StoredEntry#notAfter limit}.
   *
   * @param dead told the key where a dead entry is found: which stays where it is, as the consumer
   *     removes it by a transition, so that its end is published once. Called without locks.
   * @return the value, or null where there is no entry or a dead one
   */
  @Nullable V get(K key, Consumer<? super K> dead);

  /** Returns the value of a live entry, for a caller who leaves dead ones to others. */
  default @Nullable V get(K key) {
    return get(key, dead -> {});
  }

  /**
   * Returns the entry, dead or alive, without counting this as a use.
   *
   * @return the entry, or null where there is none
   */
  @Nullable StoredEntry<V> peek(K key);

  /**
   * Returns the entry, dead or alive, and counts this as a use, but moves no deadline: for a level
   * before this one.
   */
  default @Nullable StoredEntry<V> read(K key) {
    return peek(key);
  }

  /**
   * Shows the current entry to the transition and commits its decision atomically: exactly if the
   * entry is still the one that was shown. Otherwise asks again with the newer one.
   *
   * @return the result of the committed decision
   * @throws RuntimeException what the transition throws; the entry is then left as it was
   */
  <R extends @Nullable Object> R compute(K key, Transition<V, R> transition);

  /**
   * Stores a value without showing the old one to anybody; the deadline is what {@link Expiry} says
   * for a creation or an update, without a limit. Called only where {@link Expiry#isResolved}
   * holds.
   */
  default void put(K key, V value, Expiry expiry) {
    boolean unused = compute(key, Transition.put(value, expiry));
  }

  /** Stores a value whatever there was, which nobody looks at: for a level before another. */
  default void set(K key, V value, long policyDeadline, long notAfter) {
    boolean unused =
        compute(key, current -> new Decision.Put<>(value, policyDeadline, notAfter, true));
  }

  /** Removes an entry whatever it is, without a look at it: for a level before another. */
  default void drop(K key) {
    boolean unused = compute(key, current -> new Decision.Remove<>(true));
  }

  /**
   * Returns how many keys are worth being handed over at once; 1 where nothing is gained by that.
   */
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
   * Commits decisions, each for itself as {@link #compute} does, and returns their results. Where
   * the store or a transition fails, so does this, and some may be committed.
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
   * Removes entries without showing them to anybody, each for itself.
   *
   * @return for each of the keys, what there was
   */
  default Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    Map<K, Removal> removed = new HashMap<>();
    for (K key : keys) {
      removed.put(key, compute(key, Transition.remove(expiry)));
    }
    return removed;
  }

  /**
   * Takes note of what there is of keys whose values are about to be loaded, without counting this
   * as a use. A store that others change, too, leaves something where there is nothing, by which it
   * knows whether somebody did; it is taken back by {@link #release}, or by the change that stores
   * the value.
   *
   * @return for each of the keys
   */
  default Map<K, LoadLease<V>> lease(Collection<? extends K> keys) {
    Map<K, LoadLease<V>> leases = new HashMap<>();
    for (K key : keys) {
      StoredEntry<V> entry = peek(key);
      leases.put(key, () -> entry);
    }
    return leases;
  }

  /** Takes back the marks of what was not stored. */
  default void release(Map<K, LoadLease<V>> leases) {}

  /** Returns a cursor over all entries. The caller closes it. */
  EntryCursor<K, V> scan();

  /**
   * Returns a cursor as {@link #scan} does, for a caller who asks for keys and deadlines only: it
   * need not fetch values, and {@link EntryCursor#entry} is not called.
   *
   * @param prefix with what the keys begin, as strings, that the caller looks for; others need not
   *     be shown
   */
  default EntryCursor<K, V> scanKeys(String prefix) {
    return scan();
  }

  /**
   * Returns a cursor as {@link #scanKeys} does, for a caller who changes what it finds: so also
   * over those that only a level before this one still has. It may show an entry twice. Where the
   * store fails it shows less, and says so ({@link EntryCursor#isComplete}). The caller closes it.
   */
  default EntryCursor<K, V> scanToChange(String prefix) {
    return scanKeys(prefix);
  }

  /**
   * Hides the entries whose keys match and that are present now from everybody, immediately and
   * however many they are. From when this returns, they have the deadline {@link
   * Expiry#INVALIDATED}, and are like other expired ones: the caller scans for them and removes
   * them by transitions, so that the end of each is published once, and then calls {@link
   * #reclaimed}. {@link #sweep} reports those that nobody reclaims.
   *
   * @param patterns which keys, as strings
   * @return its epoch, for {@link #reclaimed}; empty if the store hides nothing, or cannot now: the
   *     caller then removes one entry after the other
   */
  default OptionalLong invalidate(List<String> patterns) {
    return OptionalLong.empty();
  }

  /**
   * Invalidates entries when the store can be reached again; until then they read as absent here.
   * For a caller who could not find all of them.
   *
   * @param patterns which keys, as strings
   */
  default void invalidateLater(List<String> patterns) {}

  /**
   * Returns how often the store has failed so far without its callers hearing of it. Where this has
   * not grown during a call, the call did what it should.
   */
  default long failures() {
    return 0;
  }

  /** Takes note that there is no entry any more which an invalidation hides. */
  default void reclaimed(long epoch) {}

  /**
   * Returns whether other processes use the same entries: then none of them empties the store but
   * by {@link #clear} that its application calls.
   */
  default boolean isShared() {
    return false;
  }

  /**
   * Notifies a listener of what other processes change, until the store is closed. Where none
   * {@linkplain #isShared share} the entries, it is never called.
   */
  default void follow(ChangeListener<? super K> listener) {}

  /**
   * Takes note that rules limit lives in another way from now on.
   *
   * @return true where the store judges by {@link StoreSpec#limits}, so that they hold already;
   *     false where the caller must limit entries one by one
   */
  default boolean limitsChanged() {
    return false;
  }

  /** Removes all entries that are there when it is called. */
  void clear();

  /**
   * Returns about how many entries there are, dead ones included. May look at all of them: only the
   * application asks this, and nothing does from time to time.
   */
  long size();

  /**
   * Returns the same where it costs nothing to know, for whoever asks from time to time, such as
   * metrics; otherwise nothing.
   */
  default OptionalLong knownSize() {
    return OptionalLong.empty();
  }

  /**
   * Bounds the store anew; what is too much is evicted, now or soon.
   *
   * @param maximum how many entries it may hold, or how much they may weigh together
   */
  void setMaximum(long maximum);

  /**
   * Names the keys of dead entries to the consumer, who removes them by a transition; also of those
   * that an invalidation hides and nobody seems to reclaim. A store that rids itself of dead
   * entries in another way leaves this empty.
   */
  default void sweep(Consumer<? super K> dead) {}

  /** Returns what there is to tell of the store, such as how many bytes it takes. */
  default Map<String, Object> details() {
    return Map.of();
  }

  /**
   * Closes the store and gives up what it kept, so that nothing of it is left, and the next of its
   * name begins empty.
   */
  default void destroy() {
    try {
      clear();
    } finally {
      close();
    }
  }

  /** Gives back all resources; does nothing the second time. */
  @Override
  void close();
}
