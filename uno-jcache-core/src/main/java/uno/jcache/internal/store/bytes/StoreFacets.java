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
import uno.jcache.spi.Inspectable;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Persistent;
import uno.jcache.spi.Remote;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.Shared;
import uno.jcache.spi.Sweepable;

/**
 * The facets of a store. No other class tests for their types. If the store lacks {@code Bulk}, a
 * substitute handles entries one by one. Other facets that it lacks are null.
 */
final class StoreFacets {
  final ByteStore store;
  final Scannable scannable;
  final Bulk bulk;
  final @Nullable BlindPuts blindPuts;
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
  StoreFacets(ByteStore store) {
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
    Bulk several = facet(Bulk.class);
    this.bulk = (several == null) ? new OneByOne() : several;
    this.blindPuts = facet(BlindPuts.class);
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
  private final class OneByOne implements Bulk {
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
  }
}
