/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.spi.Removal;

/**
 * Replaces a cache's store while caching is disabled. All reads miss, and nothing is stored;
 * writers are called as usual.
 *
 * <p>If other processes use the same entries, they must not return values that this process has
 * replaced. So a put removes the entry instead, a removal removes it, and clears and invalidations
 * are passed on. A loaded value changes nothing.
 */
final class DisabledStore<K, V> implements Store<K, V> {
  private final Store<K, V> kept;
  private final Expiry expiry;
  private final boolean isShared;

  /** Replaces a store until caching is enabled again. */
  DisabledStore(Store<K, V> kept, Expiry expiry) {
    this.kept = kept;
    this.expiry = expiry;
    this.isShared = kept.isShared();
  }

  // ---- reads

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    return null;
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    return null;
  }

  @Override
  public EntryCursor<K, V> scan() {
    return new EmptyCursor<>();
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public OptionalLong knownSize() {
    return OptionalLong.of(0);
  }

  // ---- changes

  @Override
  public boolean limitsChanged() {
    return kept.limitsChanged();
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    Decision<V, R> decision = decide(transition);
    if (isChange(decision)) {
      removeShared(List.of(key));
    }
    return decision.result();
  }

  /** Lets a transition decide as if the entry were absent. A load does not store its value. */
  private static <V, R extends @Nullable Object> Decision<V, R> decide(
      Transition<V, R> transition) {
    return (transition.lease() == null)
        ? transition.decide(null)
        : transition.decideIfChanged(null);
  }

  private static boolean isChange(Decision<?, ?> decision) {
    return decision instanceof Decision.Put || decision instanceof Decision.Remove;
  }

  /** Removes entries that other processes could return. */
  private void removeShared(Collection<? extends K> keys) {
    if (isShared && !keys.isEmpty()) {
      Map<K, Removal> unused = kept.removeAll(keys, expiry);
    }
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    removeShared(List.of(key));
  }

  @Override
  public int batch() {
    return kept.batch();
  }

  @Override
  public <R> Map<K, R> computeAll(Map<K, ? extends Transition<V, R>> transitions) {
    Map<K, R> results = new HashMap<>();
    List<K> changed = new ArrayList<>();
    transitions.forEach(
        (key, transition) -> {
          Decision<V, R> decision = decide(transition);
          results.put(key, decision.result());
          if (isChange(decision)) {
            changed.add(key);
          }
        });
    removeShared(changed);
    return results;
  }

  @Override
  public void putAll(Map<K, V> values, Expiry expiry) {
    removeShared(values.keySet());
  }

  /** Returns {@link Removal#NOTHING} for each key, as reads miss. */
  @Override
  public Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    removeShared(keys);
    Map<K, Removal> removed = new HashMap<>();
    keys.forEach(key -> removed.put(key, Removal.NOTHING));
    return removed;
  }

  /** Releases the leases of loads that began while caching was enabled. */
  @Override
  public void release(Map<K, LoadLease<V>> leases) {
    kept.release(leases);
  }

  /** Returns the keys that the caller removes or invalidates for other processes. */
  @Override
  public EntryCursor<K, V> scanToChange(String prefix) {
    return isShared ? kept.scanToChange(prefix) : scan();
  }

  /**
   * Hides entries from other processes. This process finds none of them, and so reclaims nothing.
   */
  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return isShared ? kept.invalidate(patterns) : OptionalLong.empty();
  }

  /** For entries of other processes that a scan has not reached. */
  @Override
  public void invalidateLater(List<String> patterns) {
    if (isShared) {
      kept.invalidateLater(patterns);
    }
  }

  @Override
  public long failures() {
    return kept.failures();
  }

  @Override
  public void clear() {
    if (isShared) {
      kept.clear();
    }
  }

  /** Runs the store's periodic maintenance. Publishes no events of entries that expire. */
  @Override
  public void sweep(Consumer<? super K> dead) {
    if (isShared) {
      kept.sweep(
          key -> {
            boolean unused =
                kept.compute(
                    key,
                    current ->
                        (current == null || expiry.isLive(current.expiresAt()))
                            ? new Decision.Keep<>(true)
                            : new Decision.Remove<>(true));
          });
    }
  }

  // ---- the rest

  @Override
  public boolean isShared() {
    return isShared;
  }

  @Override
  public void setMaximum(long maximum) {
    kept.setMaximum(maximum);
  }

  @Override
  public void close() {
    kept.close();
  }

  private static final class EmptyCursor<K, V> implements EntryCursor<K, V> {
    @Override
    public boolean advance() {
      return false;
    }

    @Override
    public K key() {
      throw new IllegalStateException("There is no entry");
    }

    @Override
    public StoredEntry<V> entry() {
      throw new IllegalStateException("There is no entry");
    }

    @Override
    public void close() {}
  }
}
