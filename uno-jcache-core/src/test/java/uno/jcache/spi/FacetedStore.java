/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;

/**
 * A store with all of its facets, for tests to call. A test that calls a facet which the store
 * lacks fails.
 */
public record FacetedStore(ByteStore store) implements AutoCloseable {
  private <F> F facet(Class<F> type) {
    return type.cast(store);
  }

  /** Returns whether the store has a facet. */
  public boolean has(Class<?> type) {
    return type.isInstance(store);
  }

  public @Nullable ByteEntry get(byte[] key) {
    return store.get(key);
  }

  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    return store.compareAndSet(key, seen, next);
  }

  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    return store.touch(key, seen, policyDeadline, notAfter);
  }

  public ByteCursor scan() {
    return facet(Scannable.class).scan();
  }

  public ByteCursor scanKeys(List<byte[]> prefixes) {
    return facet(Scannable.class).scanKeys(prefixes);
  }

  public void clear() {
    facet(Scannable.class).clear();
  }

  public long size() {
    return facet(Scannable.class).size();
  }

  public OptionalLong knownSize() {
    return facet(Scannable.class).knownSize();
  }

  /** Reads several entries, one by one where the store cannot do better. */
  public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    if (has(Bulk.class)) {
      return facet(Bulk.class).getAll(keys);
    }
    List<@Nullable ByteEntry> all = new ArrayList<>();
    keys.forEach(key -> all.add(store.get(key)));
    return all;
  }

  /** Makes several changes, one by one where the store cannot do better. */
  public List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    return has(Bulk.class)
        ? facet(Bulk.class).compareAndSetAll(changes)
        : changes.stream()
            .map(change -> store.compareAndSet(change.key(), change.seen(), change.next()))
            .toList();
  }

  /** Stores one value blindly. */
  public boolean put(byte[] key, byte[] value, Expiry expiry) {
    return putAll(List.of(key), List.of(value), expiry).get(0);
  }

  /** Stores values blindly, with the deadlines of an expiry. */
  public List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    return putAll(keys, values, expiry.onCreation(), !expiry.isSameForUpdates());
  }

  public List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    return facet(BlindPuts.class).putAll(keys, values, deadline, keepsDeadline);
  }

  public List<Removal> removeAll(List<byte[]> keys, long now) {
    return facet(BlindRemovals.class).removeAll(keys, now);
  }

  /** Returns the invalidations that concern a key, of a store that keeps none, too. */
  public Invalidations invalidations(byte[] key) {
    return has(Invalidating.class)
        ? facet(Invalidating.class).invalidations(key)
        : Invalidations.NONE;
  }

  public OptionalLong invalidate(List<String> patterns) {
    return facet(Invalidating.class).invalidate(patterns);
  }

  public void reclaimed(long epoch) {
    facet(Invalidating.class).reclaimed(epoch);
  }

  public Set<Long> unreclaimed() {
    return facet(Invalidating.class).unreclaimed();
  }

  public List<ByteLease> lease(List<byte[]> keys) {
    return facet(Shared.class).lease(keys);
  }

  public void follow(ChangeListener<byte[]> listener) {
    facet(Shared.class).follow(listener);
  }

  public void setMaximum(long maximum) {
    facet(Bounded.class).setMaximum(maximum);
  }

  public void sweep(Consumer<byte[]> expired) {
    facet(Sweepable.class).sweep(expired);
  }

  public Map<String, Object> details() {
    return facet(Inspectable.class).details();
  }

  public void destroy() {
    facet(Persistent.class).destroy();
  }

  @Override
  public void close() {
    store.close();
  }
}
