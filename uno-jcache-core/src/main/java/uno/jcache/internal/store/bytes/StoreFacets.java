/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.Bounded;
import uno.jcache.spi.Bulk;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Inspectable;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Persistent;
import uno.jcache.spi.Remote;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.Shared;
import uno.jcache.spi.Sweepable;

/**
 * The facets of a store. No other class tests for their types. If the store lacks {@code Bulk} or
 * blind puts, substitutes handle entries one by one. Other facets that it lacks are null.
 */
final class StoreFacets {
  final ByteStore store;
  final Scannable scannable;
  final Bulk bulk;
  final BlindPuts blindPuts;
  final @Nullable BlindRemovals blindRemovals;
  final @Nullable Invalidating invalidating;
  final @Nullable Remote remote;
  final @Nullable Shared shared;
  final @Nullable Bounded bounded;
  final @Nullable Sweepable sweepable;
  final @Nullable Persistent persistent;
  final @Nullable Inspectable inspectable;

  /**
   * Finds the facets of a store.
   *
   * @throws IllegalArgumentException if it lacks one that every region needs, or every server
   */
  StoreFacets(ByteStore store, Deadlines deadlines) {
    this.store = store;
    Scannable lists = facet(Scannable.class);
    if (lists == null) {
      throw new IllegalArgumentException(
          store.getClass().getName()
              + " cannot keep a region: it does not list its entries. Let it implement "
              + Scannable.class.getName());
    }
    this.scannable = lists;
    this.invalidating = facet(Invalidating.class);
    OneByOne oneByOne = new OneByOne(deadlines);
    Bulk several = facet(Bulk.class);
    this.bulk = (several == null) ? oneByOne : several;
    BlindPuts puts = facet(BlindPuts.class);
    this.blindPuts = (puts == null) ? oneByOne : puts;
    this.blindRemovals = facet(BlindRemovals.class);
    this.remote = facet(Remote.class);
    this.shared = facet(Shared.class);
    if (remote != null && shared == null) { // or near caches would trust stale entries
      throw new IllegalArgumentException(
          store.getClass().getName()
              + " is a server, which several processes can use. Let it implement "
              + Shared.class.getName());
    }
    this.bounded = facet(Bounded.class);
    this.sweepable = facet(Sweepable.class);
    this.persistent = facet(Persistent.class);
    this.inspectable = facet(Inspectable.class);
  }

  private <F> @Nullable F facet(Class<F> type) {
    return type.isInstance(store) ? type.cast(store) : null;
  }

  /** Returns the invalidations that concern a key. */
  Invalidations invalidations(byte[] key) {
    return (invalidating == null) ? Invalidations.NONE : invalidating.invalidations(key);
  }

  /** Handles entries one by one. */
  private final class OneByOne implements Bulk, BlindPuts {
    private final Deadlines deadlines;

    OneByOne(Deadlines deadlines) {
      this.deadlines = deadlines;
    }

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
      List<@Nullable ByteEntry> all = new ArrayList<>(keys.size());
      keys.forEach(key -> all.add(store.get(key)));
      return all;
    }

    @Override
    public List<Boolean> compareAndSetAll(List<ByteChange> changes) {
      return changes.stream()
          .map(change -> store.compareAndSet(change.key(), change.seen(), change.next()))
          .toList();
    }

    @Override
    public List<Boolean> putAll(
        List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
      List<Boolean> stored = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        put(keys.get(i), values.get(i), deadline, keepsDeadline);
        stored.add(true);
      }
      return stored;
    }

    private void put(byte[] key, byte[] value, long deadline, boolean keepsDeadline) {
      ByteEntry seen;
      ByteEntry next;
      do {
        seen = store.get(key);
        long policyDeadline =
            (keepsDeadline && seen != null && deadlines.isLive(seen.expiresAt()))
                ? seen.policyDeadline()
                : deadline;
        next =
            ByteEntry.of(
                value,
                policyDeadline,
                Deadlines.NEVER,
                invalidations(key).epoch(),
                deadlines.now());
      } while (!store.compareAndSet(key, seen, next));
    }
  }
}
