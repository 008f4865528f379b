/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.BulkStore;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.store.tiered.NearLevel.Fill;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Removal;

/**
 * A fast near cache in front of a far store, which together are one store. The far store is
 * authoritative; it may be tiered itself.
 *
 * <p>Decisions are based on the far store and committed there. {@link NearLevel} never holds an
 * entry that is older than that of the far store. So every rule of JCache holds as for the far
 * store alone, and a read sees all earlier writes. An entry that the far store evicts may be found
 * in the near cache for a while.
 *
 * <p>An access that moves a deadline is a change of the far store, too. The expiry policies of the
 * standard move a long deadline at most once per tick ({@link Expiry#onAccess}), so that a key that
 * is read often is still read from the near cache.
 */
public final class TieredStore<K, V> extends BulkStore<K, V> {
  private final NearLevel<K, V> near;
  private final Store<K, V> far;
  private final Expiry expiry;
  private final TierListener reads;

  private final RemoteChanges<K> remoteChanges;
  private final boolean shared;

  /**
   * Creates a store that closes both others with itself.
   *
   * @param near its expiry must be one that accesses do not move
   * @param expiry of the cache
   * @param keys copies a key for the near cache, as the caller may change its own later
   * @param codec converts a value that the far store decoded into a form that the near cache may
   *     keep
   * @param nearLife limit for the lifetime of an entry in the near cache, in milliseconds; {@link
   *     Long#MAX_VALUE} for none
   * @param reads notified of each read
   */
  public TieredStore(
      Store<K, V> near,
      Store<K, V> far,
      Expiry expiry,
      UnaryOperator<K> keys,
      EntryCodec<K, V> codec,
      long nearLife,
      TierListener reads) {
    this.near = new NearLevel<>(near, expiry, keys, codec, nearLife, reads);
    this.far = far;
    this.expiry = expiry;
    this.reads = reads;
    this.shared = far.isShared();
    this.remoteChanges = new RemoteChanges<>(this.near, reads);
    far.follow(remoteChanges);
    if (!shared) {
      this.near.startUnshared();
    }
  }

  // ---- reads

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    if (!near.isOn()) {
      return far.get(key, dead);
    }
    Access<V> access = expiry.isMovedByAccess() ? accessOf(key) : null;
    if (access != null) {
      return access(Map.of(key, access), dead).get(key);
    }
    V value = near.get(key);
    if (value == null) {
      return getFar(List.of(key), dead).get(key);
    }
    reads.nearHit();
    return value;
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    StoredEntry<V> entry = near.hasFarDeadlines() ? near.peek(key) : null;
    return (entry == null) ? far.peek(key) : entry;
  }

  @Override
  public int batch() {
    return far.batch();
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, Consumer<? super K> dead) {
    if (!near.isOn()) {
      return far.getAll(keys, dead);
    }
    Map<K, V> found = new HashMap<>();
    List<K> missing = new ArrayList<>();
    Map<K, Access<V>> accesses = new HashMap<>();
    for (K key : keys) {
      Access<V> access = expiry.isMovedByAccess() ? accessOf(key) : null;
      V value = (access == null) ? near.get(key) : null;
      if (value != null) {
        reads.nearHit();
        found.put(key, value);
      } else if (access != null) {
        accesses.put(key, access);
      } else {
        missing.add(key);
      }
    }
    found.putAll(getFar(missing, dead));
    found.putAll(access(accesses, dead));
    return found;
  }

  @Override
  public Map<K, StoredEntry<V>> readAll(Collection<? extends K> keys) {
    Map<K, StoredEntry<V>> found = new HashMap<>();
    List<K> missing = new ArrayList<>();
    for (K key : keys) {
      StoredEntry<V> entry = near.read(key);
      if (entry != null) {
        reads.nearHit();
        found.put(key, entry);
      } else {
        missing.add(key);
      }
    }
    found.putAll(readFar(missing));
    return found;
  }

  private Map<K, V> getFar(List<K> keys, Consumer<? super K> dead) {
    Map<K, V> found = new HashMap<>();
    readFar(keys)
        .forEach(
            (key, entry) -> {
              if (expiry.isLive(entry.expiresAt())) {
                found.put(key, entry.value());
              } else {
                dead.accept(key);
              }
            });
    return found;
  }

  private Map<K, StoredEntry<V>> readFar(List<K> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    long[] versions = keys.stream().mapToLong(near::beforeRead).toArray();
    long start = reads.start();
    Map<K, StoredEntry<V>> found = far.readAll(keys);
    for (int i = 0; i < versions.length; i++) {
      StoredEntry<V> entry = found.get(keys.get(i));
      boolean hit = entry != null && expiry.isLive(entry.expiresAt());
      reads.farRead(hit, start);
      if (entry != null && hit) {
        near.afterRead(keys.get(i), versions[i], entry);
      }
    }
    return found;
  }

  // ---- reads that move deadlines

  /** Returns the access to make to the far store; null if the near cache has the entry. */
  private @Nullable Access<V> accessOf(K key) {
    StoredEntry<V> entry = near.peek(key);
    if (entry == null) {
      return new Access<>(expiry, current -> expiry.onAccess(current.policyDeadline()));
    }
    long moved = expiry.onAccess(entry.policyDeadline());
    return (moved == entry.policyDeadline())
        ? null
        : new Access<>(expiry, current -> moved); // a policy of the application is called once
  }

  private Map<K, V> access(Map<K, Access<V>> accesses, Consumer<? super K> dead) {
    if (accesses.isEmpty()) {
      return Map.of();
    }
    Map<K, V> found = new HashMap<>();
    long start = reads.start();
    computeAll(accesses)
        .forEach(
            (key, accessed) -> {
              V value = accessed.value();
              reads.farRead(value != null, start);
              if (value != null) {
                found.put(key, value);
              } else if (accessed.isDead()) {
                dead.accept(key);
              }
            });
    return found;
  }

  // ---- changes

  @Override
  public <R extends @Nullable Object> Map<K, R> computeAll(
      Map<K, ? extends Transition<V, R>> transitions) {
    Map<K, WatchedTransition<V, R>> watched = new HashMap<>(2 * transitions.size());
    transitions.forEach((key, transition) -> watched.put(key, new WatchedTransition<>(transition)));
    return asWriterOf(
        transitions.keySet(),
        () -> far.computeAll(watched),
        key -> fillOf(key, requireNonNull(watched.get(key))));
  }

  /** Returns the entry that a committed decision has left in the far store; null if none. */
  private @Nullable Fill<K, V> fillOf(K key, WatchedTransition<V, ?> last) {
    StoredEntry<V> seen = last.seen();
    Decision<V, ?> decision = last.decision();
    try {
      if (decision instanceof Decision.Put<V, ?> put) {
        return near.fillOf(key, put.value(), put.expiresAt(), put.notAfter());
      } else if (seen == null || decision instanceof Decision.Remove) {
        return null;
      }
      return (decision instanceof Decision.Touch<V, ?> touch)
          ? near.fillOf(key, seen.value(), touch.expiresAt(), touch.notAfter())
          : near.fillOf(key, seen.value(), seen.policyDeadline(), seen.notAfter());
    } catch (UndecodableException e) {
      return null; // a get of the key misses
    } catch (RuntimeException e) { // of a copier
      reads.notFilled(e);
      return null;
    }
  }

  @Override
  public void putAll(Map<K, V> values, Expiry expiry) {
    Map<K, Fill<K, V>> fills = new HashMap<>(2 * values.size());
    if (expiry.isSameForUpdates()) {
      // Computed before the put, so that no entry lives longer in the near cache.
      long deadline = expiry.onCreation();
      values.forEach(
          (key, value) -> {
            try {
              fills.put(key, near.fillOf(key, value, deadline, Expiry.NEVER));
            } catch (UndecodableException e) {
              // a get of the key misses
            }
          });
    }
    boolean unused =
        asWriterOf(
            values.keySet(),
            () -> {
              far.putAll(values, expiry);
              return true;
            },
            fills::get);
  }

  @Override
  public Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    return asWriterOf(keys, () -> far.removeAll(keys, expiry), key -> null);
  }

  private <T> T asWriterOf(
      Collection<? extends K> keys, Supplier<T> action, Function<K, @Nullable Fill<K, V>> fills) {
    return near.asWriterOf(keys, far::failures, action, fills);
  }

  @Override
  public Map<K, LoadLease<V>> lease(Collection<? extends K> keys) {
    return far.lease(keys);
  }

  @Override
  public void release(Map<K, LoadLease<V>> leases) {
    far.release(leases);
  }

  // ---- changes of many

  /** The near cache was filled under the old limits, and is filled again. */
  @Override
  public boolean limitsChanged() {
    if (!far.limitsChanged()) {
      return false;
    }
    near.forgettingAll(() -> {});
    return true;
  }

  @Override
  public void clear() {
    near.forgettingAll(far::clear);
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return near.forgettingMatching(patterns, () -> far.invalidate(patterns));
  }

  @Override
  public void invalidateLater(List<String> patterns) {
    boolean unused =
        near.forgettingMatching(
            patterns,
            () -> {
              far.invalidateLater(patterns);
              return true;
            });
  }

  @Override
  public void reclaimed(long epoch) {
    far.reclaimed(epoch);
  }

  @Override
  public long failures() {
    return far.failures();
  }

  /** Enables or disables the near cache, which is empty then. */
  public void setNearOn(boolean on) {
    near.setEnabled(on);
  }

  // ---- what others change

  @Override
  public boolean isShared() {
    return far.isShared();
  }

  @Override
  public void follow(ChangeListener<? super K> listener) {
    if (shared) {
      remoteChanges.follow(listener);
    }
  }

  // ---- the rest

  @Override
  public EntryCursor<K, V> scan() {
    return far.scan();
  }

  @Override
  public EntryCursor<K, V> scanKeys(String prefix) {
    return far.scanKeys(prefix);
  }

  @Override
  public EntryCursor<K, V> scanToChange(String prefix) {
    // Listing locks out fills with entries that were read before the scan.
    return new FarThenNearCursor<>(far.scanToChange(prefix), () -> near.listToChange(prefix));
  }

  @Override
  public long size() {
    return far.size();
  }

  @Override
  public OptionalLong knownSize() {
    return far.knownSize();
  }

  @Override
  public void setMaximum(long maximum) {
    far.setMaximum(maximum);
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    try {
      near.sweep();
    } finally {
      far.sweep(dead);
    }
  }

  @Override
  public Map<String, Object> details() {
    return far.details();
  }

  /** Returns whether the near cache has a live copy of an entry. */
  public boolean isNear(K key) {
    return near.peek(key) != null;
  }

  /** Returns about how many entries the near cache has, if known. */
  public OptionalLong nearSize() {
    return near.size();
  }

  @Override
  public void destroy() {
    try {
      near.destroy();
    } finally {
      far.destroy();
    }
  }

  @Override
  public void close() {
    try {
      near.close();
    } finally {
      far.close();
    }
  }
}
