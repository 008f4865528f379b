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
 * Keeps what was loaded from replacing what was stored since the load began. Where other processes
 * use the store, too, a load leaves a mark in it, which every change of the key replaces.
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
   * What was there when a load began.
   *
   * @param seen what stood for the key; or null where only this process changes the store, which
   *     knows by itself whether it did
   * @param epoch of the last invalidation by then
   */
  private record HeldLease<V>(
      @Nullable ByteEntry seen, long epoch, @Nullable StoredEntry<V> entry, boolean isTaken)
      implements LoadLease<V> {
    boolean isLate(Object key, @Nullable ByteEntry now, Invalidations by) {
      return (seen != null && !seen.equals(now))
          || (by.epoch() != epoch && InvalidationMatcher.mayCoverSince(by, epoch, Keys.text(key)));
    }

    /** Returns the mark, if there was no entry, and it could be left. */
    @SuppressWarnings("ReferenceEquality") // the one that stands for what could not be seen
    @Nullable ByteEntry mark() {
      return (seen != null && seen.isLease() && seen != FetchedEntry.UNKNOWN) ? seen : null;
    }
  }

  /** Takes leases of keys, in the order of their encoded forms. */
  Map<K, LoadLease<V>> take(List<K> keys, List<byte[]> encoded) {
    List<ByteLease> marks = (facets.shared == null) ? null : bytes.lease(encoded);
    List<@Nullable ByteEntry> entries =
        (marks == null) ? bytes.getAll(encoded) : new ArrayList<>(marks.size());
    if (marks != null) {
      marks.forEach(mark -> entries.add(mark.entry()));
    }
    Map<K, LoadLease<V>> leases = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry seen = (marks == null) ? null : entries.get(i);
      // By now, an answer from before what was seen may have been the last that was heard.
      long epoch = facets.invalidations(encoded.get(i)).epoch();
      leases.put(
          keys.get(i),
          new HeldLease<>(
              seen,
              (seen == null) ? epoch : Math.max(epoch, seen.epoch()),
              reader.read(keys.get(i), encoded.get(i), entries.get(i)),
              marks != null && marks.get(i).isTaken()));
    }
    return leases;
  }

  /** Takes the marks back of what was not stored. */
  void release(Map<K, LoadLease<V>> leases, Function<K, byte[]> encode) {
    List<ByteChange> changes = new ArrayList<>();
    leases.forEach(
        (key, lease) -> {
          if (lease instanceof HeldLease<V> held && held.mark() != null) {
            changes.add(new ByteChange(encode.apply(key), held.mark(), null));
          }
        });
    if (!changes.isEmpty()) {
      List<Boolean> unused = bytes.compareAndSetAll(changes);
    }
  }

  /**
   * Returns the mark that a load has left for its key, if it was the first there: then the change
   * that stores what was loaded finds out by itself whether it is still there.
   */
  static <V> @Nullable ByteEntry ownMark(Transition<V, ?> transition) {
    return (transition.lease() instanceof HeldLease<V> held && !held.isTaken())
        ? held.mark()
        : null;
  }

  /**
   * Returns whether a key was changed since a load of it began. A lease that this store did not
   * give says nothing of what others have changed since.
   */
  static <V> boolean isLate(
      @Nullable LoadLease<V> lease, Object key, @Nullable ByteEntry now, Invalidations by) {
    return (lease instanceof HeldLease<V> held) ? held.isLate(key, now, by) : lease != null;
  }
}
