/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.support.Keys;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.Invalidations;

/**
 * Prevents a loaded value from replacing one that was stored after the load began. In a shared
 * store, a load stores a lease, which every change of the key replaces.
 */
final class LoadLeases<K, V> {
  private final StoreFacets facets;
  private final DegradingByteStore bytes;
  private final EntryReader<K, V> reader;

  LoadLeases(StoreFacets facets, DegradingByteStore bytes, EntryReader<K, V> reader) {
    this.facets = facets;
    this.bytes = bytes;
    this.reader = reader;
  }

  /**
   * The state of a key when a load began.
   *
   * @param seen the stored entry or lease; null if the store is not shared, so that only this
   *     process could change it
   * @param epoch of the last invalidation at that time
   */
  private record HeldLease<V>(
      @Nullable ByteEntry seen, long epoch, @Nullable StoredEntry<V> entry, boolean isTaken)
      implements LoadLease<V> {
    boolean isLate(Object key, @Nullable ByteEntry now, Invalidations by) {
      return (seen != null && !seen.equals(now))
          || (by.epoch() != epoch && InvalidationMatcher.mayCoverSince(by, epoch, Keys.text(key)));
    }

    /** Returns the lease that this load has stored; null if there was an entry, or it failed. */
    @SuppressWarnings("ReferenceEquality") // the one that stands for what could not be seen
    @Nullable ByteEntry stored() {
      return (seen != null && seen.isPlaceholder() && seen != FetchedEntry.UNKNOWN) ? seen : null;
    }
  }

  /** Takes leases of keys, in the order of their encoded forms. */
  Map<K, LoadLease<V>> take(List<K> keys, List<byte[]> encoded) {
    List<ByteLease> byteLeases = (facets.shared == null) ? null : bytes.lease(encoded);
    List<@Nullable ByteEntry> entries =
        (byteLeases == null) ? bytes.getAll(encoded) : new ArrayList<>(byteLeases.size());
    if (byteLeases != null) {
      byteLeases.forEach(lease -> entries.add(lease.entry()));
    }
    Map<K, LoadLease<V>> leases = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry seen = (byteLeases == null) ? null : entries.get(i);
      // The last answer received by now may be older than this read.
      long epoch = facets.invalidations(encoded.get(i)).epoch();
      leases.put(
          keys.get(i),
          new HeldLease<>(
              seen,
              (seen == null) ? epoch : Math.max(epoch, seen.epoch()),
              reader.read(keys.get(i), encoded.get(i), entries.get(i)),
              byteLeases != null && byteLeases.get(i).isTaken()));
    }
    return leases;
  }

  /** Removes the leases of values that were not stored. */
  void release(Map<K, LoadLease<V>> leases, Function<K, byte[]> encode) {
    List<ByteChange> changes = new ArrayList<>();
    leases.forEach(
        (key, lease) -> {
          if (lease instanceof HeldLease<V> held && held.stored() != null) {
            changes.add(new ByteChange(encode.apply(key), held.stored(), null));
          }
        });
    if (!changes.isEmpty()) {
      List<Boolean> unused = bytes.compareAndSetAll(changes);
    }
  }

  /**
   * Returns the lease that a load has stored, or null. The change that stores the loaded value
   * replaces it, so its compare-and-set checks whether the lease is still there.
   */
  static <V> @Nullable ByteEntry storedLease(Transition<V, ?> transition) {
    return (transition.lease() instanceof HeldLease<V> held && !held.isTaken())
        ? held.stored()
        : null;
  }

  /**
   * Returns whether a key was changed since its load began. A lease of another store does not know
   * about changes by other processes.
   */
  static <V> boolean isLate(
      @Nullable LoadLease<V> lease, Object key, @Nullable ByteEntry now, Invalidations by) {
    return (lease instanceof HeldLease<V> held) ? held.isLate(key, now, by) : lease != null;
  }
}
